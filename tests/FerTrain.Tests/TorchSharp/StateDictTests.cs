using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class StateDictTests : IDisposable
{
    private const string NotIdentical = "The loaded state_dict is not identical to the target dictionary.";

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Module<Tensor, Tensor> _model = Sequential(("conv", Conv2d(1, 2, 3, bias: false)), ("bn", BatchNorm2d(2)));

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
    }

    [Fact]
    public void The_state_names_parameters_then_buffers()
    {
        string[] keys = ["conv.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked"];

        _model.state_dict().Keys.ShouldBe(keys);
        _model.state_dict(prefix: "net").Keys.ShouldBe(keys.Select(key => $"net.{key}"));
        _model.state_dict()["bn.num_batches_tracked"].dtype.ShouldBe(int64);
    }

    [Fact]
    public void The_state_is_live()
    {
        _ = init.zeros_(_model.state_dict()["conv.weight"]);

        _model.parameters().First().Values().ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_loaded_model_computes_the_same()
    {
        using var other = Sequential(("conv", Conv2d(1, 2, 3, bias: false)), ("bn", BatchNorm2d(2)));
        _ = other.call(rand([4, 1, 5, 5])); // statistics of its own
        var parameter = _model.parameters().First();

        var (missing, unexpected) = _model.load_state_dict(other.state_dict());

        missing.Concat(unexpected).ShouldBeEmpty();
        parameter.ShouldBeSameAs(_model.parameters().First());
        parameter.requires_grad.ShouldBeTrue();
        _model.eval();
        other.eval();
        var input = rand([2, 1, 6, 6]);
        _model.call(input).Values().ShouldBe(other.call(input).Values());
    }

    [Fact]
    public void Missing_and_unexpected_names_are_refused()
    {
        var state = Copy();
        state.Remove("bn.bias");
        Should.Throw<InvalidOperationException>(() => _model.load_state_dict(state)).Message.ShouldBe(NotIdentical);

        state = Copy();
        state.Add("bn.other", zeros([2]));
        Should.Throw<InvalidOperationException>(() => _model.load_state_dict(state)).Message.ShouldBe(NotIdentical);
        _ = _model.load_state_dict(state, skip: ["bn.other"]);
    }

    [Fact]
    public void Without_strictness_they_are_reported_and_the_rest_is_loaded()
    {
        var state = Copy();
        state.Remove("bn.bias");
        state.Add("bn.other", zeros([2]));
        state["bn.weight"] = ones([2]) * 3;

        var (missing, unexpected) = _model.load_state_dict(state, strict: false);

        missing.ShouldBe(["bn.bias"]);
        unexpected.ShouldBe(["bn.other"]);
        _model.state_dict()["bn.weight"].Values().ShouldBe([3.0, 3]);
    }

    [Fact]
    public void A_skipped_name_keeps_its_value()
    {
        var state = Copy();
        state["bn.weight"] = ones([2]) * 3;

        _ = _model.load_state_dict(state, skip: ["bn.weight"]);

        _model.state_dict()["bn.weight"].Values().ShouldBe([1.0, 1]);
    }

    [Fact]
    public void Values_of_another_type_are_converted()
    {
        var state = Copy();
        state["bn.weight"] = ones([2], float64) * 3;

        _ = _model.load_state_dict(state);

        _model.state_dict()["bn.weight"].dtype.ShouldBe(float32);
    }

    [Fact]
    public void A_shape_that_fits_by_broadcasting_is_taken_and_any_other_refused()
    {
        var state = Copy();
        state["bn.weight"] = ones([1]) * 3;
        _ = _model.load_state_dict(state);
        _model.state_dict()["bn.weight"].Values().ShouldBe([3.0, 3]);

        state["bn.weight"] = ones([3]);
        _ = Should.Throw<ExternalException>(() => _model.load_state_dict(state));
    }

    private Dictionary<string, Tensor> Copy() => _model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone());
}
