using System.Runtime.InteropServices;
using FerTrain.Core.Config;
using FerTrain.Models;
using FerTrain.Training.Initialization;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training.Initialization;

/// <summary>Models that start from a file.</summary>
internal static class Initialized
{
    public static RunConfig Config(string model, string file, params string[] overrides)
    {
        var input = ModelRegistry.Network(model).Published();
        return ConfigFile.Parse(
            $"{{model: {{name: {model}}}, preprocess: {{channels: {input.Channels}, size: {input.Size}}}}}", "init.yaml", [$"init.weights={file}", .. overrides]);
    }

    /// <summary>The model in evaluation mode, and what was matched.</summary>
    public static (Classifier Model, WeightsReport Report) Create(string model, string file, params string[] overrides)
    {
        OneThread.Use();
        var weights = InitialWeights.Read(Config(model, file, overrides), classes: 7).ShouldNotBeNull();
        var entry = ModelRegistry.Network(model);
        var created = entry.Create(entry.Published());
        weights.CopyTo(created);
        created.eval();
        return (created, weights.Report);
    }

    public static float[] Floats(string file) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(file)).ToArray();

    /// <summary>What it answers to inputs of a file, N×C×S×S.</summary>
    public static float[] Answers(TorchSharp.torch.nn.Module<Tensor, Tensor> model, string inputs, int channels, int side = 48)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return model.call(tensor(Floats(inputs)).view(-1, channels, side, side)).data<float>().ToArray();
    }

    public static void ShouldBeNear(this float[] actual, float[] expected, float tolerance)
    {
        actual.Length.ShouldBe(expected.Length);
        var scale = expected.Max(Math.Abs);
        actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(tolerance * scale);
        scale.ShouldBeGreaterThan(0.1f);
    }
}
