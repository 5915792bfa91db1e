using FerTrain.Core;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class GradientClippingTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Each_value_is_cut_to_the_range() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Zip(Gen.Elements(0.1, 1, 100)).ToArbitrary(),
        drawn =>
        {
            using var scope = NewDisposeScope();
            var parameters = WithGradients(drawn.Item1);
            var before = Gradients(parameters);

            nn.utils.clip_grad_value_(parameters, drawn.Item2);

            Gradients(parameters).ShouldBe(before.Select(value => Math.Clamp(value, -drawn.Item2, drawn.Item2)), 1e-6);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Clipping_leaves_no_tensor_behind()
    {
        var parameters = WithGradients(seed: 1);
        var live = LiveTensors.AfterCollection();
        nn.utils.clip_grad_value_(parameters, 0.5);
        Tensor.TotalCount.ShouldBe(live);
    }

    /// <summary>Two parameters with gradients and one without.</summary>
    private static Parameter[] WithGradients(int seed)
    {
        var random = new Seeds(seed).Stream("gradients");
        return
        [
            new(zeros([3])) { grad = Tensors.RandomFloats(random, 3) },
            new(zeros([1])),
            new(zeros([2, 2])) { grad = Tensors.RandomFloats(random, 2, 2) },
        ];
    }

    private static double[] Gradients(Parameter[] parameters) => [.. parameters.SelectMany(parameter => parameter.grad?.Values() ?? [])];
}
