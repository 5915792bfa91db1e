using System.Text;
using FerTrain.Core;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Archive;

public class TensorViewTests
{
    private static readonly float[] Storage = [.. Enumerable.Range(0, 100).Select(i => (float)i)];

    [Fact]
    public void Any_view_inside_its_storage_is_gathered_as_its_strides_say() =>
        Prop.ForAll<long>(seed =>
        {
            var random = new Seeds(seed).Stream("view");
            var rank = random.NextInt(4);
            var shape = Enumerable.Range(0, rank).Select(_ => (long)random.NextInt(4)).ToArray();
            var strides = Enumerable.Range(0, rank).Select(_ => (long)random.NextInt(11)).ToArray();
            var offset = random.NextInt(10);

            var tensor = View(offset, shape, strides);
            tensor.Shape.ShouldBe(shape);
            Archives.Floats(tensor).ShouldBe(Positions(shape, strides).Select(position => (float)(offset + position)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, new long[] { 101 }, new long[] { 1 })]
    [InlineData(1, new long[] { 100 }, new long[] { 1 })]
    [InlineData(100, new long[] { 1 }, new long[] { 1 })]
    [InlineData(-1, new long[] { 1 }, new long[] { 1 })]
    [InlineData(0, new long[] { -1 }, new long[] { 1 })]
    [InlineData(99, new long[] { 2 }, new long[] { -1 })]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 99, 1 })]
    [InlineData(0, new long[] { long.MaxValue, long.MaxValue }, new long[] { 0, 0 })]
    [InlineData(0, new long[] { long.MaxValue, 4, 0 }, new long[] { 0, 0, 0 })]
    [InlineData(0, new long[] { 1L << 62, 0 }, new long[] { 0, 0 })] // its bytes have no number, though there are none
    [InlineData(0, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(1, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(long.MaxValue, new long[] { 2 }, new long[] { 1 })]
    public void A_view_outside_its_storage_is_refused(long offset, long[] shape, long[] strides) =>
        Should.Throw<UserError>(() => View(offset, shape, strides)).Message.ShouldContain("lies outside its storage of 100 elements");

    [Fact]
    public void More_dimensions_than_any_model_has_are_refused() =>
        Should.Throw<UserError>(() => View(0, [.. Enumerable.Repeat(1L, 100_000)], new long[100_000])).Message.Length.ShouldBeLessThan(600);

    [Fact]
    public void A_few_bytes_cannot_become_gigabytes() =>
        Should.Throw<UserError>(() => View(0, [1L << 33], [0])).Message.ShouldContain("unfold to far more than the file holds");

    private static StoredTensor View(long offset, long[] shape, long[] strides) =>
        Archives.ReadPickle(
            "\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n(" +
            "(X\u0007\0\0\0storagectorch\nFloatStorage\nX\u0001\0\0\00X\u0003\0\0\0cpuKdtQ" +
            $"{Number(offset)}({string.Concat(shape.Select(Number))}t({string.Concat(strides.Select(Number))}t\u0089NtR.",
            Storage).ShouldBeOfType<StoredTensor>();

    private static string Number(long value) => "\u008a\u0008" + Encoding.Latin1.GetString(BitConverter.GetBytes(value));

    private static IEnumerable<long> Positions(long[] shape, long[] strides) =>
        shape.Length == 0
            ? [0]
            : Enumerable.Range(0, (int)shape[0]).SelectMany(i => Positions(shape[1..], strides[1..]).Select(rest => i * strides[0] + rest));
}
