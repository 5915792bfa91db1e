using FerTrain.Core;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class AdamTests : IDisposable
{
    private const double Beta1 = 0.8, Beta2 = 0.95, Eps = 1e-3;

    private readonly RandomStream _random = new Seeds(3).Stream("adam");
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Adam_equals_the_naive_one_where_gradients_are_missing_now_and_then()
    {
        long[][] shapes = [[3], [2, 2], [1, 2, 3, 3], []];
        Parameter[] parameters = [.. shapes.Select(shape => new Parameter(Tensors.RandomFloats(_random, shape)))];
        NaiveAdam[] naive = [.. parameters.Select(p => new NaiveAdam(p.Values()))];
        using var adam = optim.Adam(parameters, lr: 0.1, beta1: Beta1, beta2: Beta2, eps: Eps);
        var rate = adam.ParamGroups.Single();

        for (var step = 0; step < 12; step++)
        {
            rate.LearningRate = 0.1 / (1 + step);
            for (var i = 0; i < parameters.Length; i++)
            {
                // The first parameter has a gradient in every step, the others in every second, third, fourth.
                var gradient = step % (i + 1) == 0 ? Tensors.RandomFloats(_random, shapes[i]) : null;
                parameters[i].grad = gradient;
                if (gradient is not null) naive[i].Step(gradient.Values(), rate.LearningRate);
            }

            _ = adam.step();

            for (var i = 0; i < parameters.Length; i++)
                parameters[i].Values().ShouldBe(naive[i].Values, 1e-5, $"step {step}, parameter {i}");
        }

        adam.state_dict().State.Cast<Adam.State>().Select(state => state.step).ShouldBe([12L, 6, 4, 3]);
    }

    [Fact]
    public void State_lists_the_live_moments_in_the_order_of_the_parameters()
    {
        Parameter[] parameters = [new(zeros([2])), new(zeros([3]))];
        using var adam = optim.Adam(parameters, lr: 1, beta1: 0.5, beta2: 0.75);
        parameters[1].grad = ones([3]) * 2;
        _ = adam.step();

        var states = adam.state_dict().State.Cast<Adam.State>().ToArray();

        states.Select(state => state.step).ShouldBe([0L, 1L]);
        states[1].exp_avg.Values().ShouldBe([1.0, 1, 1], 1e-6);
        states[1].exp_avg_sq.Values().ShouldBe([1.0, 1, 1], 1e-6);
    }

    [Fact]
    public void Step_runs_its_closure_with_gradients_and_returns_its_loss()
    {
        var parameter = new Parameter(ones([2]));
        using var adam = optim.Adam([parameter], lr: 0.1);
        using var quiet = no_grad();

        var loss = adam.step(() =>
        {
            var sum = parameter.square().sum();
            sum.backward();
            return sum;
        });

        loss!.item<float>().ShouldBe(2f);
        parameter.Values().ShouldBe([0.9, 0.9], 1e-5);
    }

    [Theory]
    [InlineData(-1, 0.9, 0.999, 1e-8)]
    [InlineData(1e-3, 1, 0.999, 1e-8)]
    [InlineData(1e-3, 0.9, -0.1, 1e-8)]
    [InlineData(1e-3, 0.9, 0.999, -1)]
    public void Adam_refuses_settings_out_of_range(double lr, double beta1, double beta2, double eps) =>
        Should.Throw<ArgumentException>(() => optim.Adam(new[] { new Parameter(zeros([1])) }, lr, beta1, beta2, eps));

    [Fact]
    public void Disposing_the_optimizer_keeps_the_parameters()
    {
        var parameter = new Parameter(ones([2]));
        var adam = optim.Adam([parameter]);

        adam.Dispose();

        parameter.Values().ShouldBe([1.0, 1.0]);
    }

    /// <summary>Algorithm 1 of Kingma and Ba, element by element.</summary>
    private sealed class NaiveAdam(double[] values)
    {
        private readonly double[] _mean = new double[values.Length];
        private readonly double[] _square = new double[values.Length];
        private int _steps;

        public double[] Values { get; } = values;

        public void Step(double[] gradient, double rate)
        {
            _steps++;
            for (var i = 0; i < Values.Length; i++)
            {
                _mean[i] = Beta1 * _mean[i] + (1 - Beta1) * gradient[i];
                _square[i] = Beta2 * _square[i] + (1 - Beta2) * gradient[i] * gradient[i];
                var mean = _mean[i] / (1 - Math.Pow(Beta1, _steps));
                var square = _square[i] / (1 - Math.Pow(Beta2, _steps));
                Values[i] -= rate * mean / (Math.Sqrt(square) + Eps);
            }
        }
    }
}
