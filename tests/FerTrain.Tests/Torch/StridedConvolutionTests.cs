using System.Diagnostics;
using FerTrain.Core.Config;
using FerTrain.Models;
using FerTrain.Models.Layers;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.Torch;

[Collection(TestCollections.Libtorch)]
public sealed class StridedConvolutionTests
{
    [Fact]
    public async Task Batches_of_any_size_train_strided_1x1_convolutions_in_a_process_that_lives_on()
    {
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(StridedConvolutions).Assembly.Location, "strided_convolutions"])
        {
            RedirectStandardError = true,
            Environment = { ["OMP_WAIT_POLICY"] = "PASSIVE" }, // threads that spin take the cores from other tests
        })!;

        var error = await child.StandardError.ReadToEndAsync();
        await child.WaitForExitAsync();

        child.ExitCode.ShouldBe(0, error);
    }
}

/// <summary>
/// Training steps through strided 1x1 convolutions, in a process of its own: oneDNN's gradient of their weights writes
/// beyond its memory, which takes the whole process down at once or later.
/// </summary>
internal static class StridedConvolutions
{
    private static readonly long[] Sizes = [1, 3, 32, 33];

    // Channels in and out and the side of the map, of the modules of mini_xception at 48 and at 64 pixels.
    private static readonly (long In, long Out, long Side)[] Shortcuts = [(8, 16, 44), (16, 32, 22), (32, 64, 11), (64, 128, 6), (8, 16, 60), (5, 8, 60)];

    public static void Run()
    {
        _ = manual_seed(1);
        set_num_threads(2); // a single thread gets away with it
        foreach (var (inChannels, outChannels, side) in Shortcuts)
        {
            using var shortcut = new FusedSequential(("conv", Conv2d(inChannels, outChannels, 1, stride: 2, bias: false)));
            ChannelsLast.Convert(shortcut);
            foreach (var size in Sizes)
                CheckAgainstSingleImages(shortcut, ChannelsLast.Copy(randn([size, inChannels, side, side])));
        }

        foreach (var side in new[] { 48, 64 })
        {
            using var model = ModelRegistry.Network("mini_xception").Create(new ModelInput(Classes: 7, Channels: 1, Size: side));
            foreach (var size in Sizes)
                CheckGradients(model, Precision.Float32, randn([size, 1, side, side]));
            foreach (var size in Sizes[..2]) // some processors compute bfloat16 slowly
                CheckGradients(model, Precision.Bfloat16, randn([size, 1, side, side]));
        }
    }

    private static void CheckAgainstSingleImages(Module<Tensor, Tensor> layer, Tensor images)
    {
        using var scope = NewDisposeScope();
        var (weight, input) = Gradients(layer, images);
        var singles = Enumerable.Range(0, (int)images.shape[0])
            .Select(i => Gradients(layer, images.slice(0, i, i + 1, 1)))
            .ToArray();

        var sum = singles.Select(single => single.Weight).Aggregate((total, gradient) => total.Plus(gradient));
        Require(weight.allclose(sum, rtol: 1e-3, atol: 1e-2), "weight gradient", images);
        Require(input.allclose(cat([.. singles.Select(single => single.Input)]), rtol: 1e-4, atol: 1e-5), "input gradient", images);
    }

    private static (Tensor Weight, Tensor Input) Gradients(Module<Tensor, Tensor> layer, Tensor images)
    {
        layer.zero_grad();
        var input = images.clone().requires_grad_();
        layer.call(input).Squared().sum().backward();
        return (layer.parameters().Single().grad!.clone(), input.grad!);
    }

    private static void CheckGradients(Classifier model, Precision precision, Tensor images)
    {
        using var scope = NewDisposeScope();
        model.zero_grad();
        using (precision == Precision.Bfloat16 ? new Autocast(DeviceType.CPU) : null)
            model.call(images).to(float32).Squared().mean().backward();
        foreach (var parameter in model.parameters())
            Require(parameter.grad!.isfinite().all().item<bool>(), "gradient", images);
    }

    private static void Require(bool condition, string what, Tensor images)
    {
        if (!condition) throw new InvalidOperationException($"The {what} is wrong for a batch of {string.Join("x", images.shape)}.");
    }
}
