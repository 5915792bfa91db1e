using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class NativeErrorTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_shape_mismatch_becomes_an_exception_with_the_message_of_libtorch() =>
        FirstLine(() => F.linear(ones([2, 3]), ones([4, 5]))).ShouldBe("mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)");

    [Fact]
    public void So_does_an_index_out_of_range() =>
        FirstLine(() => ones([2, 3]).index_select(0, tensor(new long[] { 2 }))).ShouldContain("index out of range");

    [Fact]
    public void So_does_a_label_out_of_range() =>
        FirstLine(() => F.cross_entropy(ones([1, 7]), tensor(new long[] { 9 }))).ShouldBe("Target 9 is out of bounds.");

    [Fact]
    public void So_does_a_failure_in_backward() =>
        FirstLine(() => ones([2]).sum().backward()).ShouldContain("does not require grad");

    [Fact]
    public void So_does_a_second_backward_over_the_same_graph()
    {
        var loss = ones([2], requires_grad: true).square().sum();
        loss.backward();

        FirstLine(loss.backward).ShouldContain("backward through the graph a second time");
    }

    [Fact]
    public void So_does_a_state_of_the_wrong_size_for_the_generator() =>
        Should.Throw<ExternalException>(() => Generator.Default.set_state(zeros([3], uint8)));

    [Fact]
    public void An_error_in_one_thread_is_not_seen_in_another()
    {
        Parallel.For(0, 200, i =>
        {
            using var scope = NewDisposeScope();
            FirstLine(() => ones([1, i + 2]).view(i + 3)).ShouldContain($"'[{i + 3}]' is invalid for input of size {i + 2}");
        });
    }

    [Fact]
    public void After_errors_everything_works_as_before()
    {
        for (var i = 0; i < 100; i++)
            _ = Should.Throw<ExternalException>(() => F.linear(ones([2, 3]), ones([4, 5])));

        F.linear(ones([2, 3]), ones([4, 3])).Values().ShouldAllBe(value => value == 3);
    }

    // The real package appends libtorch's backtrace.
    private static string FirstLine(Action action) => Should.Throw<ExternalException>(action).Message.Split('\n')[0];
}
