using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class ModuleTests
{
    [Fact]
    public void Components_are_the_fields_under_their_names_and_a_module_lists_its_own_first()
    {
        using var module = new Scaled();

        module.named_children().Select(child => child.name).ShouldBe(["first", "second"]);
        module.named_parameters().Select(p => p.name).ShouldBe(["scale", "first.weight", "first.bias", "second.0.weight", "second.0.bias", "second.1.weight", "second.1.bias"]);
        module.named_buffers().Select(b => b.name).ShouldBe(["offset", "second.1.running_mean", "second.1.running_var", "second.1.num_batches_tracked"]);
        module.named_parameters(recurse: false).Select(p => p.name).ShouldBe(["scale"]);
        module.parameters().ShouldBe(module.named_parameters().Select(p => p.parameter));
    }

    [Fact]
    public void A_child_that_forgot_to_register_is_registered_by_its_parent_but_not_by_a_sequence()
    {
        using var parent = new Parent(new Forgetful());
        using var unlisted = new Forgetful();
        using var sequence = Sequential(unlisted);
        using var layered = new Parent(BatchNorm2d(1));

        parent.named_parameters().Select(p => p.name).ShouldBe(["child.weight"]);
        sequence.parameters().ShouldBeEmpty();
        layered.children().Single().named_parameters(recurse: false).Select(p => p.name).ShouldBe(["weight", "bias"]);
        layered.children().Single().named_buffers(recurse: false).Count().ShouldBe(3);
    }

    [Fact]
    public void A_shared_module_is_listed_once()
    {
        using var shared = Linear(2, 2);
        using var sequence = Sequential(("a", shared), ("b", shared));

        sequence.named_parameters().Select(p => p.name).ShouldBe(["a.weight", "a.bias"]);
    }

    [Fact]
    public void A_name_is_taken_once_and_holds_no_dot()
    {
        using var module = new Scaled();
        using var linear = Linear(1, 1);

        _ = Should.Throw<InvalidOperationException>(() => module.register_module("first", linear));
        _ = Should.Throw<InvalidOperationException>(() => module.register_parameter("scale", linear.weight));
        _ = Should.Throw<InvalidOperationException>(() => module.register_buffer("offset", linear.weight));
        _ = Should.Throw<ArgumentException>(() => module.register_module("a.b", linear));
        _ = Should.Throw<ArgumentException>(() => module.register_module("", linear));
    }

    [Fact]
    public void Training_and_evaluation_reach_every_child()
    {
        using var dropout = Dropout();
        using var module = Sequential(Sequential(dropout), ReLU());
        (module.training, dropout.training).ShouldBe((true, true));

        module.eval();
        (module.training, dropout.training).ShouldBe((false, false));

        module.train();
        (module.training, dropout.training).ShouldBe((true, true));
    }

    [Fact]
    public void Zero_grad_forgets_gradients_or_zeroes_them()
    {
        using var scope = NewDisposeScope();
        using var module = Linear(2, 1);

        module.call(ones([1, 2])).sum().backward();
        module.weight.grad!.Values().ShouldBe([1.0, 1]);
        module.zero_grad(set_to_none: false);
        module.weight.grad!.Values().ShouldBe([0.0, 0]);
        module.zero_grad();
        module.weight.grad.ShouldBeNull();
    }

    [Fact]
    public void A_sequence_names_its_modules_by_their_order_or_as_told()
    {
        using var numbered = Sequential(Linear(2, 3), ReLU(), Linear(3, 1));
        using var named = Sequential(("stem", Linear(2, 3)), ("head", Linear(3, 1)));

        numbered.named_children().Select(child => child.name).ShouldBe(["0", "1", "2"]);
        numbered.named_parameters().Select(p => p.name).ShouldBe(["0.weight", "0.bias", "2.weight", "2.bias"]);
        named.named_parameters().Select(p => p.name).ShouldBe(["stem.weight", "stem.bias", "head.weight", "head.bias"]);
    }

    [Fact]
    public void A_sequence_calls_one_after_another_and_keeps_its_input()
    {
        using var scope = NewDisposeScope();
        using var first = Linear(2, 3);
        using var last = Linear(3, 1);
        using var module = Sequential(first, ReLU(), last);
        var input = ones([4, 2]);

        var output = module.call(input);

        output.Values().ShouldBe(last.call(functional.relu(first.call(input))).Values());
        input.IsInvalid.ShouldBeFalse();
        using var empty = Sequential(Array.Empty<Module<Tensor, Tensor>>());
        empty.call(input).Values().ShouldBe(input.Values());
    }

    [Fact]
    public void A_layer_moves_to_a_device_and_keeps_its_values()
    {
        using var module = Linear(2, 1);
        var before = module.weight.Values();

        module.to(CPU).ShouldBeSameAs(module);

        module.weight.Values().ShouldBe(before);
        module.weight.requires_grad.ShouldBeTrue();
    }

    private sealed class Scaled : Module<Tensor, Tensor>
    {
        internal readonly Module<Tensor, Tensor> first = Linear(2, 2);
        internal readonly Parameter scale = new(ones([1]));
        internal readonly Tensor offset = zeros([1]);
        internal readonly Module<Tensor, Tensor> second = Sequential(Conv2d(1, 1, 1), BatchNorm2d(1));

        public Scaled() : base(nameof(Scaled)) => RegisterComponents();

        public override Tensor forward(Tensor input) => second.call(first.call(input) * scale + offset);
    }

    private sealed class Forgetful() : Module<Tensor, Tensor>(nameof(Forgetful))
    {
        internal readonly Parameter weight = new(ones([1]));

        public override Tensor forward(Tensor input) => input * weight;
    }

    private sealed class Parent : Module<Tensor, Tensor>
    {
        internal readonly Module<Tensor, Tensor> child;

        public Parent(Module<Tensor, Tensor> child) : base(nameof(Parent))
        {
            this.child = child;
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => child.call(input);
    }
}
