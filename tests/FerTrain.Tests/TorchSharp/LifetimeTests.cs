using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class LifetimeTests
{
    // What other tests left to the finalizer must be gone, or it would be counted here.
    private readonly long _before = LiveTensors.AfterCollection();

    [Fact]
    public void A_training_step_leaves_no_tensor_behind()
    {
        using var model = Network();
        var live = Tensor.TotalCount;

        using (NewDisposeScope())
        {
            Loss(model).backward();
            model.zero_grad();
        }

        Tensor.TotalCount.ShouldBe(live);
    }

    [Fact]
    public void Steps_of_an_optimizer_leave_no_tensor_behind()
    {
        using (var model = Network())
        using (var adam = optim.Adam([.. model.parameters()]))
        {
            var live = Tensor.TotalCount;
            for (var i = 0; i < 5; i++)
            {
                using var scope = NewDisposeScope();
                model.zero_grad();
                Loss(model).backward();
                _ = adam.step();
            }

            Tensor.TotalCount.ShouldBe(live);
        }

        Tensor.TotalCount.ShouldBe(_before);
    }

    [Fact]
    public void Evaluation_without_gradients_leaves_no_tensor_behind()
    {
        using var model = Network();
        model.eval();
        var live = Tensor.TotalCount;

        using (no_grad())
        {
            using var input = ones([3, 1, 8, 8]);
            using var logits = model.call(input);
            Tensor.TotalCount.ShouldBe(live + 2); // a sequence frees what lies between
        }

        Tensor.TotalCount.ShouldBe(live);
    }

    [Fact]
    public void An_exception_inside_a_scope_leaves_no_tensor_behind()
    {
        using var model = Network();
        var live = Tensor.TotalCount;

        _ = Should.Throw<ArgumentException>(() =>
        {
            using var scope = NewDisposeScope();
            _ = Loss(model);
            _ = model.call(ones([1, 2, 8, 8])); // two channels
        });

        Tensor.TotalCount.ShouldBe(live);
        CurrentDisposeScope.ShouldBeNull();
    }

    [Fact]
    public void Disposing_a_module_frees_its_parameters_and_buffers_down_to_its_children()
    {
        var model = Sequential(Network(), Flatten());
        Tensor[] tensors = [.. model.parameters(), .. model.buffers()];

        model.Dispose();

        tensors.ShouldAllBe(tensor => tensor.IsInvalid);
        Tensor.TotalCount.ShouldBe(_before);
        model.Dispose();
    }

    [Fact]
    public void A_layer_made_inside_a_scope_outlives_it()
    {
        Sequential model;
        using (NewDisposeScope())
            model = Network();

        model.parameters().Concat(model.buffers()).ShouldAllBe(tensor => !tensor.IsInvalid);
        model.Dispose();
        Tensor.TotalCount.ShouldBe(_before);
    }

    [Fact]
    public void A_handle_is_counted_once_however_often_it_is_disposed()
    {
        var tensor = ones([2]);
        Tensor.TotalCount.ShouldBe(_before + 1);
        Tensor.PeakCount.ShouldBeGreaterThan(_before);

        tensor.Dispose();
        tensor.Dispose();

        Tensor.TotalCount.ShouldBe(_before);
    }

    [Fact]
    public void A_disposed_tensor_is_refused()
    {
        var tensor = ones([2]);
        tensor.Dispose();

        Should.Throw<InvalidOperationException>(() => tensor.sum()).Message.ShouldBe("Tensor invalid -- empty handle.");
        Should.Throw<InvalidOperationException>(() => tensor.shape).Message.ShouldBe("Tensor invalid -- empty handle.");
    }

    [Fact]
    public void Memory_lives_as_long_as_one_handle_to_it()
    {
        using var scope = NewDisposeScope();
        var tensor = ones([2, 3]);
        var view = tensor.reshape(6);
        tensor.Dispose();

        view.Values().ShouldBe([1.0, 1, 1, 1, 1, 1]);
    }

    private static Sequential Network() => Sequential(
        Conv2d(1, 4, 3, bias: false), BatchNorm2d(4), ReLU(inplace: true), MaxPool2d(2), Dropout(0.2), Flatten(), Linear(36, 5));

    private static Tensor Loss(Sequential model) => functional.cross_entropy(model.call(rand([3, 1, 8, 8])), tensor(new long[] { 0, 4, 2 }));
}
