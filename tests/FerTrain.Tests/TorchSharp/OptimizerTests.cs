using FerTrain.Core;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class OptimizerTests : IDisposable
{
    private static readonly Gen<OptimizerSettings> AnySettings =
        from lr in Gen.Elements(0.001, 0.1)
        from beta in Gen.Elements(0, 0.9, 0.99)
        from eps in Gen.Elements(1e-3, 1e-6)
        from momentum in Gen.Elements(0, 0.5, 0.9)
        from dampening in Gen.Elements(0, 0.25)
        from decay in Gen.Elements(0, 0.1)
        from flags in Gen.Choose(0, 3)
        select new OptimizerSettings
        {
            Lr = lr,
            Beta1 = beta,
            Beta2 = beta,
            Alpha = beta,
            Eps = eps,
            Momentum = momentum,
            Dampening = flags % 2 == 1 ? 0 : dampening,
            WeightDecay = decay,
            Nesterov = flags % 2 == 1 && momentum > 0,
            Centered = flags >= 2 && beta > 0, // with no memory the variance is nothing but rounding
        };

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("sgd")]
    [InlineData("rmsprop")]
    public void Steps_equal_the_naive_ones_where_gradients_are_missing_now_and_then(string name) => Prop.ForAll(
        AnySettings.Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary(),
        drawn =>
        {
            using var scope = NewDisposeScope();
            var (settings, random) = (drawn.Item1, new Seeds(drawn.Item2).Stream(name));
            long[][] shapes = [[3], [2, 1, 2, 2], []];
            Parameter[] parameters = [.. shapes.Select(shape => new Parameter(Tensors.Random(random, shape)))];
            var values = parameters.Select(parameter => parameter.Values()).ToArray();
            var naive = values.Select(numbers => numbers.Select(_ => new NaiveOptimizer(name, settings)).ToArray()).ToArray();
            using var optimizer = settings.Create(name, parameters);

            for (var step = 0; step < 5; step++)
            {
                var rate = optimizer.ParamGroups.Single().LearningRate = settings.Lr / (1 + step);
                for (var i = 0; i < parameters.Length; i++)
                {
                    // The first parameter has a gradient in every step, the others in every second and third.
                    parameters[i].grad = step % (i + 1) == 0 ? Tensors.Random(random, shapes[i]) : null;
                    if (parameters[i].grad is not { } gradient) continue;
                    values[i] = [.. naive[i].Zip(values[i], gradient.Values()).Select(n => n.First.Step(n.Second, n.Third, rate))];
                }

                _ = optimizer.step();
                for (var i = 0; i < parameters.Length; i++)
                    parameters[i].Values().ShouldBe(values[i], 1e-9, $"step {step}, parameter {i}");
            }
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("adam")]
    [InlineData("adamw")]
    public void Steps_in_float32_equal_the_naive_ones_however_the_values_lie_in_memory(string name)
    {
        var settings = new OptimizerSettings { Lr = 0.01, Beta1 = 0.9, Beta2 = 0.99, Eps = 1e-3, WeightDecay = 0.1 };
        var random = new Seeds(3).Stream(name);
        var kernel = nn.Conv2d(40, 33, 3).weight; // channels last; its gradients are not
        Parameter[] parameters = [kernel, new Parameter(Tensors.Random(random, 100_003).to(float32)), new Parameter(ones([]))];
        var values = parameters.Select(parameter => parameter.Values()).ToArray();
        var naive = values.Select(numbers => numbers.Select(_ => new NaiveOptimizer(name, settings)).ToArray()).ToArray();
        using var optimizer = settings.Create(name, parameters);
        for (var step = 0; step < 3; step++)
        {
            foreach (var (i, parameter) in parameters.Index())
            {
                var gradient = Tensors.Random(random, parameter.shape).to(float32);
                parameter.grad = gradient;
                values[i] = [.. naive[i].Zip(values[i], gradient.Values()).Select(n => n.First.Step(n.Second, n.Third, settings.Lr))];
            }

            _ = optimizer.step();
        }

        foreach (var (i, parameter) in parameters.Index())
            parameter.Values().ShouldBe(values[i], 1e-5);
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
    public void Momentum_starts_with_the_first_gradient()
    {
        Parameter[] parameters = [new(zeros([2])), new(zeros([3]))];
        using var sgd = optim.SGD(parameters, 1, momentum: 0.5, dampening: 0.75);
        parameters[1].grad = ones([3]) * 2;
        _ = sgd.step();

        var states = sgd.state_dict().State.Cast<SGD.State>().ToArray();

        states[0].momentum_buffer.ShouldBeNull();
        states[1].momentum_buffer!.Values().ShouldBe([2.0, 2, 2], 1e-6);
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
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("sgd")]
    [InlineData("rmsprop")]
    public void Settings_out_of_range_are_refused(string name)
    {
        var good = new OptimizerSettings { Lr = 1, Beta1 = 0.9, Beta2 = 0.9, Alpha = 0.9, Momentum = 0.9 };
        var bad = new List<OptimizerSettings> { good with { Lr = -1 }, good with { WeightDecay = -1 } };
        if (name != "sgd") bad.Add(good with { Eps = -1 });
        if (name.StartsWith("adam", StringComparison.Ordinal)) bad.AddRange([good with { Beta1 = 1 }, good with { Beta2 = -0.1 }]);
        else bad.Add(good with { Momentum = -1 });
        if (name == "sgd") bad.AddRange([good with { Momentum = 0, Nesterov = true }, good with { Dampening = 0.1, Nesterov = true }]);
        if (name == "rmsprop") bad.Add(good with { Alpha = -0.1 });
        foreach (var settings in bad)
            _ = Should.Throw<ArgumentException>(() => settings.Create(name, [new Parameter(zeros([1]))]), $"{settings}");
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("sgd")]
    [InlineData("rmsprop")]
    public void Steps_leave_no_tensor_behind_and_disposing_keeps_the_parameters(string name)
    {
        using var parameter = new Parameter(ones([2])) { grad = ones([2]) };
        var live = LiveTensors.AfterCollection();
        var settings = new OptimizerSettings { Lr = 0.1, Beta1 = 0.5, Beta2 = 0.5, Alpha = 0.5, Eps = 1e-3, Momentum = 0.5, WeightDecay = 0.5, Centered = true };
        using (var optimizer = settings.Create(name, [parameter]))
        {
            _ = optimizer.step();
            var afterOne = Tensor.TotalCount;
            _ = optimizer.step();
            Tensor.TotalCount.ShouldBe(afterOne);
        }

        Tensor.TotalCount.ShouldBe(live);
        parameter.Values().ShouldAllBe(value => value < 1);
    }
}
