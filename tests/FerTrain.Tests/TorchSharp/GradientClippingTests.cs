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
    public void The_norm_of_all_gradients_together_is_cut_to_the_largest_allowed() => Prop.ForAll(
        (from seed in Gen.Choose(0, int.MaxValue)
         from largest in Gen.Elements(0.1, 1, 100)
         from order in Gen.Elements(1.0, 2, 3)
         select (seed, largest, order)).ToArbitrary(),
        drawn =>
        {
            var (seed, largest, order) = drawn;
            using var scope = NewDisposeScope();
            var parameters = WithGradients(seed);
            var before = Gradients(parameters);
            var norm = Math.Pow(before.Sum(value => Math.Pow(Math.Abs(value), order)), 1 / order);

            nn.utils.clip_grad_norm_(parameters, largest, order).ShouldBe(norm, 1e-5);

            Gradients(parameters).ShouldBe(before.Select(value => value * Math.Min(1, largest / (norm + 1e-6))), 1e-5);
        }).QuickCheckThrowOnFailure();

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
    public void A_norm_that_is_no_number_shows_and_without_gradients_it_is_zero()
    {
        Parameter[] parameters = [new(zeros([2])), new(zeros([1]))];
        nn.utils.clip_grad_norm_(parameters, 1).ShouldBe(0);
        parameters[0].grad = tensor([float.NaN, 1]);
        nn.utils.clip_grad_norm_(parameters, 1).ShouldBe(double.NaN);
        parameters[0].grad!.Values().ShouldAllBe(value => double.IsNaN(value));
    }

    [Fact]
    public void Clipping_leaves_no_tensor_behind()
    {
        var parameters = WithGradients(seed: 1);
        var live = Tensor.TotalCount;
        nn.utils.clip_grad_value_(parameters, 0.5);
        _ = nn.utils.clip_grad_norm_(parameters, 0.5);
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
