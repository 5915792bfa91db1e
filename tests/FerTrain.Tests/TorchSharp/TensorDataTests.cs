using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace FerTrain.Tests.TorchSharpTests;

public sealed class TensorDataTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Elements_come_back_as_they_went_in()
    {
        tensor(new float[] { 1, 2, 3 }).data<float>().ToArray().ShouldBe([1f, 2, 3]);
        tensor(new long[] { -1, long.MaxValue }).data<long>().ToArray().ShouldBe([-1L, long.MaxValue]);
        tensor(new byte[] { 0, 255 }, [1, 2]).data<byte>().ToArray().ShouldBe([(byte)0, (byte)255]);
        tensor(new[] { 0.1, 0.2 }, [2]).data<double>().ToArray().ShouldBe([0.1, 0.2]);
    }

    [Fact]
    public void A_tensor_is_a_copy_of_its_array()
    {
        float[] values = [1, 2];
        var copy = tensor(values);
        values[0] = 9;

        copy.Values().ShouldBe([1.0, 2]);
    }

    [Fact]
    public void A_tensor_may_take_another_type_at_once()
    {
        var converted = tensor(new long[] { 1, 2 }, float32, requires_grad: true);

        (converted.dtype, converted.requires_grad, converted.is_leaf).ShouldBe((float32, true, true));
    }

    [Fact]
    public void Too_few_elements_are_refused() =>
        Should.Throw<ArgumentException>(() => tensor(new float[] { 1, 2, 3, 4 }, [2, 3]))
            .Message.ShouldBe("mismatched total size creating a tensor from an array: 6 vs. 4");

    [Fact]
    public void Data_has_logical_order_whatever_the_strides()
    {
        var square = tensor(new float[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);

        square.permute(1, 0).data<float>().ToArray().ShouldBe([1f, 4, 2, 5, 3, 6]);
        square.permute(1, 0).data<float>().Count.ShouldBe(6);
        square.flip(-1).data<float>().ToArray().ShouldBe([3f, 2, 1, 6, 5, 4]);
    }

    [Fact]
    public void Data_and_item_want_the_exact_type()
    {
        Should.Throw<ArgumentException>(() => ones([1]).item<double>()).Message.ShouldBe("Double is not compatible with Float32");
        Should.Throw<ArgumentException>(() => ones([2]).data<long>()).Message.ShouldBe("Int64 is not compatible with Float32");
    }

    [Fact]
    public void Item_wants_a_single_element()
    {
        Should.Throw<ArgumentException>(() => ones([2]).item<float>()).Message.ShouldBe("Number of elements in the tensor must be 1");
        ones([1, 1], requires_grad: true).item<float>().ShouldBe(1f);
        ones([2]).eq(ones([2])).all().item<bool>().ShouldBeTrue();
    }

    [Fact]
    public void Bytes_are_the_memory_itself()
    {
        var numbers = tensor(new long[] { 1, 2 });

        numbers.bytes.Length.ShouldBe(16);
        MemoryMarshal.Cast<byte, long>(numbers.bytes)[1] = 7;
        numbers.Values().ShouldBe([1.0, 7]);
        numbers.bytes = new byte[16];
        numbers.Values().ShouldBe([0.0, 0]);
        _ = Should.Throw<ArgumentException>(() => numbers.bytes = new byte[15]);
    }

    [Fact]
    public void Bytes_want_contiguous_elements() =>
        Should.Throw<InvalidOperationException>(() => ones([2, 3]).permute(1, 0).bytes.Length)
            .Message.ShouldBe("Bytes() called on non-contiguous tensor.");

    [Fact]
    public void A_tensor_says_what_it_is()
    {
        var tensor = zeros([2, 3], int64);

        tensor.shape.ShouldBe([2, 3]);
        tensor.size().ShouldBe([2, 3]);
        (tensor.size(1), tensor.size(-2), tensor.ndim, tensor.dim(), tensor.numel(), tensor.element_size()).ShouldBe((3, 2, 2, 2, 6, 8));
        (tensor.dtype, tensor.is_floating_point(), tensor.device_type, tensor.device.index).ShouldBe((int64, false, DeviceType.CPU, -1));
        tensor.stride().ShouldBe([3, 1]);
        tensor.ToString().ShouldBe("[2x3], type = Int64, device = cpu");
    }

    [Fact]
    public void A_conversion_to_the_same_type_shares_memory_and_a_copy_does_not()
    {
        var original = ones([2]);
        var shared = original.to(float32);
        var copied = original.to(float32, copy: true);

        _ = original.add_(1);

        shared.Values().ShouldBe([2.0, 2]);
        copied.Values().ShouldBe([1.0, 1]);
        original.to(float64, disposeAfter: true).Values().ShouldBe([2.0, 2]);
        original.IsInvalid.ShouldBeTrue();
    }

    [Theory]
    [InlineData(RoundingMode.None, 3.5, -3.5)]
    [InlineData(RoundingMode.trunc, 3, -3)]
    [InlineData(RoundingMode.floor, 3, -4)]
    public void Division_rounds_as_asked(RoundingMode mode, double first, double second)
    {
        var numbers = tensor(new[] { 7.0, -7 }, [2]);

        numbers.div(2, mode).Values().ShouldBe([first, second]);
        numbers.div(ones([2], float64) * 2, mode).Values().ShouldBe([first, second]);
    }

    [Fact]
    public void An_index_reaches_into_every_dimension()
    {
        var cube = tensor([.. Enumerable.Range(0, 24).Select(i => (float)i)], [2, 3, 4]);

        cube[1].Values().ShouldBe(Enumerable.Range(12, 12).Select(i => (double)i));
        cube[TensorIndex.Ellipsis, 2].Values().ShouldBe([2.0, 6, 10, 14, 18, 22]);
        cube[1, TensorIndex.Ellipsis, 0].Values().ShouldBe([12.0, 16, 20]);
        cube[TensorIndex.Colon, TensorIndex.Ellipsis, 0].Values().ShouldBe([0.0, 4, 8, 12, 16, 20]);
        cube[TensorIndex.Colon, 0, TensorIndex.Slice(1, step: 2)].Values().ShouldBe([1.0, 3, 13, 15]);
        cube[-1, -1, TensorIndex.Slice(stop: -2)].Values().ShouldBe([20.0, 21]);
    }

    [Fact]
    public void The_largest_and_the_smallest_come_with_their_places()
    {
        using var scope = NewDisposeScope();
        var numbers = tensor([3f, 1, 2, 7, 9, 8], [2, 3]);

        var (largest, places) = numbers.topk(2);
        var (_, smallest) = numbers.topk(1, dim: 0, largest: false);

        largest.data<float>().ToArray().ShouldBe([3f, 2, 9, 8]);
        places.data<long>().ToArray().ShouldBe([0L, 2, 1, 2]);
        smallest.data<long>().ToArray().ShouldBe([0L, 0, 0]);
    }

    [Fact]
    public void Reductions_equal_their_definitions()
    {
        var numbers = tensor(new[] { 1.0, 5, 2, 8, 3, 4 }, [2, 3]);

        numbers.argmax(1).data<long>().ToArray().ShouldBe([1L, 0]);
        numbers.argmax(1, keepdim: true).shape.ShouldBe([2, 1]);
        numbers.sum([0]).Values().ShouldBe([9.0, 8, 6]);
        numbers.mean([0, 1]).item<double>().ShouldBe(23.0 / 6, 1e-12);
        numbers.max().item<double>().ShouldBe(8);
        numbers.softmax(1).sum([1]).Values().ShouldBe([1.0, 1], 1e-12);
        (numbers.allclose(numbers + 1e-9), numbers.allclose(numbers + 1)).ShouldBe((true, false));
        (numbers / 0).isfinite().all().item<bool>().ShouldBeFalse();
    }
}
