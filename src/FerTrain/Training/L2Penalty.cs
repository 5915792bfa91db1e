using FerTrain.Models;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Keras's L2: the weight times the squared norm of the regularised kernels.</summary>
internal static class L2Penalty
{
    public static Tensor Of(Classifier model, double weight, Device device)
    {
        var penalty = zeros([], device: device);
        if (weight == 0) return penalty;
        foreach (var kernel in model.RegularizedKernels)
            penalty += kernel.square().sum() * weight;
        return penalty;
    }
}
