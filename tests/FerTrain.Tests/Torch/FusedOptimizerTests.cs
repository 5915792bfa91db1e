using FerTrain.Torch;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Tests.Torch;

[Collection(TestCollections.Libtorch)]
public sealed class FusedOptimizerTests : IDisposable
{
    private static readonly Dictionary<string, Func<Parameter[], OptimizerHelper>> Optimizers = new()
    {
        ["adam"] = parameters => optim.Adam(parameters, lr: 0.01),
        ["adam with Keras's epsilon and a decay"] = parameters => optim.Adam(parameters, lr: 0.01, eps: 1e-7, weight_decay: 0.1),
        ["adamw"] = parameters => optim.AdamW(parameters, lr: 0.01, beta1: 0.8, weight_decay: 0.1),
        ["sgd"] = parameters => optim.SGD(parameters, 0.1),
        ["sgd with a decay"] = parameters => optim.SGD(parameters, 0.1, weight_decay: 0.01),
        ["sgd with momentum"] = parameters => optim.SGD(parameters, 0.1, momentum: 0.9),
        ["sgd with Nesterov's momentum"] = parameters => optim.SGD(parameters, 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.01),
        ["rmsprop"] = parameters => optim.RMSProp(parameters, 0.1),
        ["rmsprop with momentum and a decay"] = parameters => optim.RMSProp(parameters, 0.1, alpha: 0.9, eps: 1e-7, weight_decay: 0.01, momentum: 0.9),
    };

    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string> Names => [.. Optimizers.Keys];

    public void Dispose() => _scope.Dispose();

    [Theory, MemberData(nameof(Names))]
    public void Ten_fused_steps_are_those_of_TorchSharp_also_where_the_rate_changes_and_the_state_is_new(string name)
    {
        _ = manual_seed(3);
        var (own, reference) = (Parameters(), Parameters());
        using var optimizer = Optimizers[name](own);
        using var plain = Optimizers[name](reference);
        var fused = FusedOptimizer.Over(optimizer, own)!;

        for (var step = 0; step < 10; step++)
        {
            optimizer.ParamGroups.Single().LearningRate = plain.ParamGroups.Single().LearningRate = 0.1 / (step + 1);
            foreach (var (x, y) in own.Zip(reference))
                y.grad = x.grad = ChannelsLastLike(randn(x.shape));
            fused.TryStep().ShouldBeTrue();
            _ = plain.step();
        }

        foreach (var (x, y) in own.Zip(reference))
            x.Values().ShouldBe(y.Values(), 1e-6);
        _ = fused.TryStep();
        if (optimizer.state_dict().State[1] is Adam.State adam) adam.step.ShouldBe(11);
    }

    [Fact]
    public void A_parameter_without_a_gradient_leaves_the_step_to_TorchSharp()
    {
        var parameters = Parameters();
        using var optimizer = optim.Adam(parameters);
        parameters[0].grad = ones(parameters[0].shape);

        FusedOptimizer.Over(optimizer, parameters)!.TryStep().ShouldBeFalse();

        ((Adam.State)optimizer.state_dict().State[0]).step.ShouldBe(0);
    }

    [Fact]
    public void Parameters_of_float64_have_none()
    {
        Parameter[] wide = [new(zeros([2], float64))];
        FusedOptimizer.Over(optim.Adam(wide), wide).ShouldBeNull();
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        var parameters = Parameters();
        using var optimizer = optim.AdamW(parameters);
        var fused = FusedOptimizer.Over(optimizer, parameters)!;
        foreach (var parameter in parameters)
            parameter.grad = ones(parameter.shape);
        _ = fused.TryStep();
        var live = LiveTensors.Count;

        _ = fused.TryStep();

        LiveTensors.Count.ShouldBe(live);
    }

    private static Parameter[] Parameters() => [new(linspace(-1, 1, 5)), new(ChannelsLast.Copy(linspace(-2, 2, 4 * 3 * 9).view(4, 3, 3, 3)))];

    private static Tensor ChannelsLastLike(Tensor values) => values.ndim == 4 ? ChannelsLast.Copy(values) : values;
}
