using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        using var outside = ones([1]);
        Tensor inside, intermediate;
        using (var scope = NewDisposeScope())
        {
            inside = ones([1]);
            intermediate = (inside + 1) * 2;
            scope.DisposablesCount.ShouldBe(3);
            scope.Contains(inside).ShouldBeTrue();
            scope.Contains(outside).ShouldBeFalse();
        }

        inside.IsInvalid.ShouldBeTrue();
        intermediate.IsInvalid.ShouldBeTrue();
        outside.IsInvalid.ShouldBeFalse();
    }

    [Fact]
    public void A_tensor_moves_to_the_scope_around()
    {
        using var outer = NewDisposeScope();
        Tensor moved, other;
        using (var inner = NewDisposeScope())
        {
            moved = ones([1]).MoveToOuterDisposeScope();
            other = inner.MoveToOuter(ones([1]));
            inner.DisposablesCount.ShouldBe(0);
        }

        moved.IsInvalid.ShouldBeFalse();
        outer.Contains(moved).ShouldBeTrue();
        outer.Contains(other).ShouldBeTrue();
        outer.Dispose();
        moved.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void Without_a_scope_around_moving_out_detaches()
    {
        Tensor moved;
        using (NewDisposeScope())
            moved = ones([1]).MoveToOuterDisposeScope();

        moved.IsInvalid.ShouldBeFalse();
        moved.Dispose();
    }

    [Fact]
    public void A_detached_tensor_belongs_to_no_scope()
    {
        Tensor detached;
        using (NewDisposeScope())
        {
            using var inner = NewDisposeScope();
            detached = ones([1]).DetachFromDisposeScope();
        }

        detached.IsInvalid.ShouldBeFalse();
        detached.Dispose();
    }

    [Fact]
    public void An_attached_tensor_leaves_the_scope_that_owned_it()
    {
        using var outer = NewDisposeScope();
        var tensor = ones([1]);
        using (var inner = NewDisposeScope())
        {
            inner.Attach(tensor);
            inner.Contains(tensor).ShouldBeTrue();
            outer.Contains(tensor).ShouldBeFalse();
        }

        tensor.IsInvalid.ShouldBeTrue();
    }

    [Fact]
    public void A_scope_does_not_hand_out_tensors_of_another()
    {
        using var outer = NewDisposeScope();
        var tensor = ones([1]);
        using (var inner = NewDisposeScope())
        {
            _ = inner.Detach(tensor);
            _ = inner.MoveToOther(inner, tensor);
        }

        tensor.IsInvalid.ShouldBeFalse();
        outer.Contains(tensor).ShouldBeTrue();
    }

    [Fact]
    public void A_tensor_disposed_early_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        var tensor = ones([1]);

        tensor.Dispose();

        scope.DisposablesCount.ShouldBe(0);
    }

    [Fact]
    public void Scopes_may_close_in_any_order()
    {
        var outer = NewDisposeScope();
        var middle = NewDisposeScope();
        var inner = NewDisposeScope();
        var tensor = ones([1]);

        middle.Dispose();
        tensor.IsInvalid.ShouldBeFalse();
        CurrentDisposeScope.ShouldBeSameAs(inner);
        _ = tensor.MoveToOuterDisposeScope();
        outer.Contains(tensor).ShouldBeTrue();

        inner.Dispose();
        outer.Dispose();
        tensor.IsInvalid.ShouldBeTrue();
        CurrentDisposeScope.ShouldBeNull();
    }

    [Fact]
    public void A_closed_scope_refuses_use_but_closes_again()
    {
        var scope = NewDisposeScope();
        scope.Dispose();

        _ = Should.Throw<ObjectDisposedException>(() => scope.DisposablesCount);
        using var tensor = ones([1]);
        _ = Should.Throw<ObjectDisposedException>(() => scope.Attach(tensor));
        scope.Dispose();
    }

    [Fact]
    public void A_scope_belongs_to_its_thread()
    {
        using var scope = NewDisposeScope();
        Tensor? made = null;
        var thread = new Thread(() =>
        {
            CurrentDisposeScope.ShouldBeNull();
            made = ones([1]);
        });

        thread.Start();
        thread.Join();

        scope.DisposablesCount.ShouldBe(0);
        made!.Dispose();
    }

    [Fact]
    public void A_parameter_takes_the_place_of_its_tensor()
    {
        using var outer = NewDisposeScope();
        var data = ones([1]);
        using (NewDisposeScope())
        {
            var parameter = new Parameter(data);
            data.IsInvalid.ShouldBeTrue();
            outer.Contains(parameter).ShouldBeTrue();
        }

        using var detached = new Parameter(ones([1]).DetachFromDisposeScope(), requires_grad: false);
        outer.Contains(detached).ShouldBeFalse();
        detached.requires_grad.ShouldBeFalse();
    }
}
