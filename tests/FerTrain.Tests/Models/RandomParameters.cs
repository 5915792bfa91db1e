using FerTrain.Models;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Tests.Models;

/// <summary>What training would leave in a model: no bias is zero, and no BatchNorm passes its input on.</summary>
internal static class RandomParameters
{
    public static void Fill(Classifier model)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, tensor) in model.state_dict().Where(entry => entry.Value.ndim == 1))
        {
            var isFactor = name.EndsWith("weight", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal);
            _ = tensor.copy_(isFactor ? rand(tensor.shape).Plus(0.5) : randn(tensor.shape).Times(0.1));
        }
    }
}
