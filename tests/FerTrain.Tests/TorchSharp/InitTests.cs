using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.init;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class InitTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public InitTests() => manual_seed(5);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(new long[] { 64, 32 }, 32, 64)]
    [InlineData(new long[] { 16, 8, 3, 3 }, 72, 144)]
    [InlineData(new long[] { 32, 1, 3, 3 }, 9, 288)]
    public void Xavier_fills_the_bound_of_Glorot_and_Bengio(long[] shape, long fanIn, long fanOut)
    {
        CalculateFanInAndFanOut(zeros(shape)).ShouldBe((fanIn, fanOut));

        ShouldFill(xavier_uniform_(zeros(shape)), Math.Sqrt(6.0 / (fanIn + fanOut)));
        ShouldFill(xavier_uniform_(zeros(shape), gain: 2), 2 * Math.Sqrt(6.0 / (fanIn + fanOut)));
    }

    [Fact]
    public void Kaiming_fills_the_bound_of_He()
    {
        ShouldFill(kaiming_uniform_(zeros([64, 16, 3, 3])), Math.Sqrt(6.0 / 144));
        ShouldFill(kaiming_uniform_(zeros([64, 16, 3, 3]), mode: FanInOut.FanOut, nonlinearity: NonlinearityType.ReLU), Math.Sqrt(6.0 / 576));
        ShouldFill(kaiming_uniform_(zeros([64, 16, 3, 3]), nonlinearity: NonlinearityType.Linear), Math.Sqrt(3.0 / 144));
        ShouldFill(kaiming_uniform_(zeros([64, 16, 3, 3]), a: 1), Math.Sqrt(3.0 / 144));
    }

    [Fact]
    public void Layers_start_within_one_over_the_root_of_their_inputs()
    {
        using var conv = Conv2d(16, 512, 3);
        using var linear = Linear(400, 500);

        ShouldFill(conv.weight, 1 / Math.Sqrt(144));
        ShouldFill(conv.bias!, 1 / Math.Sqrt(144));
        ShouldFill(linear.weight, 1 / Math.Sqrt(400));
        ShouldFill(linear.bias!, 1 / Math.Sqrt(400));
    }

    [Fact]
    public void Initial_values_are_written_in_place_and_without_gradients()
    {
        var parameter = new Parameter(ones([2, 2]));

        zeros_(parameter).ShouldBeSameAs(parameter);
        uniform_(parameter, 3, 4).ShouldBeSameAs(parameter);

        parameter.requires_grad.ShouldBeTrue();
        parameter.is_leaf.ShouldBeTrue();
        parameter.Values().ShouldAllBe(value => value >= 3 && value < 4);
    }

    [Fact]
    public void Fans_need_two_dimensions() => Should.Throw<ArgumentException>(() => CalculateFanInAndFanOut(zeros([3])));

    private static void ShouldFill(Tensor tensor, double bound)
    {
        var values = tensor.Values();
        values.ShouldAllBe(value => Math.Abs(value) <= bound * 1.0001);
        values.Max().ShouldBeGreaterThan(bound * 0.9);
        values.Min().ShouldBeLessThan(-bound * 0.9);
        values.Average().ShouldBe(0, 6 * bound / Math.Sqrt(3.0 * values.Length)); // six standard deviations
    }
}
