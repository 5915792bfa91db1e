using System.Buffers.Binary;
using System.Runtime.InteropServices;
using FerTrain.Core.Archive;

namespace FerTrain.Tests.Archive;

/// <summary>Reads what PyTorch wrote; Goldens/make_torch_files.py made the files.</summary>
public class TorchFileTests
{
    private static OrderedDictionary<object, object?> Load(int protocol) =>
        Dictionary(TorchArchive.Read(Path.Combine(AppContext.BaseDirectory, "Archive", "Goldens", $"torch_protocol{protocol}.pt")));

    private static OrderedDictionary<object, object?> Dictionary(object? value) => value.ShouldBeOfType<OrderedDictionary<object, object?>>();

    private static IReadOnlyList<object?> List(object? value) => value.ShouldBeAssignableTo<IReadOnlyList<object?>>()!;

    [Theory, InlineData(2), InlineData(4)]
    public void A_state_dict_keeps_its_keys_and_weights(int protocol)
    {
        var model = Dictionary(Load(protocol)["model"]);
        model.Keys.ShouldBe(["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"]);
        ((StoredTensor)model["0.weight"]!).Shape.ShouldBe([2, 1, 3, 3]);
        Archives.Floats(model["0.weight"]).ShouldBe(Enumerable.Range(0, 18).Select(i => i / 8f));
    }

    [Theory, InlineData(2), InlineData(4)]
    public void An_optimizer_state_has_numbers_as_keys(int protocol)
    {
        var optimizer = Dictionary(Load(protocol)["optimizer"]);
        var state = Dictionary(optimizer["state"]);
        state.Keys.ShouldBe([0L, 1L, 2L, 3L]);
        Archives.Floats(Dictionary(state[3L])["step"]).ShouldBe([1f]);
        var group = Dictionary(List(optimizer["param_groups"])[0]);
        group["lr"].ShouldBe(0.01);
        List(group["betas"]).ShouldBe([0.9, 0.999]);
        group["amsgrad"].ShouldBe(false);
        List(group["params"]).ShouldBe([0L, 1L, 2L, 3L]);
    }

    [Theory, InlineData(2), InlineData(4)]
    public void Every_element_type_is_read(int protocol)
    {
        var types = Dictionary(Load(protocol)["types"]);
        types.Keys.ShouldBe(Enum.GetValues<ElementType>().Select(type => type.ToString().ToLowerInvariant()));
        foreach (var (tensor, type) in types.Values.Cast<StoredTensor>().Zip(Enum.GetValues<ElementType>()))
        {
            tensor.Type.ShouldBe(type);
            tensor.Shape.ShouldBe([4]);
            tensor.Bytes.Length.ShouldBe(4 * type.Size());
        }

        BinaryPrimitives.ReadHalfLittleEndian(((StoredTensor)types["float16"]!).Bytes.Span[2..]).ShouldBe((Half)1);
        BinaryPrimitives.ReadUInt16LittleEndian(((StoredTensor)types["bfloat16"]!).Bytes.Span[2..]).ShouldBe((ushort)0x3f80);
    }

    [Theory, InlineData(2), InlineData(4)]
    public void Views_of_a_shared_storage_become_contiguous(int protocol)
    {
        var views = Dictionary(Load(protocol)["views"]);
        Longs(views["whole"], [3, 4]).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        Longs(views["transposed"], [4, 3]).ShouldBe([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
        Longs(views["column"], [3]).ShouldBe([1, 5, 9]);
        Longs(views["every_second"], [2, 2]).ShouldBe([0, 2, 8, 10]);
        Longs(views["expanded"], [2, 2]).ShouldBe([7, 7, 7, 7]);
        Archives.Floats(views["channels_last"]).ShouldBe([0, 1, 2, 3, 4, 5, 6, 7]);
        Archives.Floats(views["scalar"]).ShouldBe([2.5f]);
        ((StoredTensor)views["scalar"]!).Shape.ShouldBeEmpty();
        ((StoredTensor)views["empty"]!).Shape.ShouldBe([0, 3]);
    }

    [Theory, InlineData(2), InlineData(4)]
    public void Plain_values_sizes_devices_and_parameters_are_read(int protocol)
    {
        var value = Load(protocol);
        Archives.ShouldEqual(value["plain"], new object?[]
        {
            null, true, false, 0L, 255L, 65535L, -1L, 1L << 31, long.MinValue, long.MaxValue, 0.1, double.PositiveInfinity, "", "ärger 😠",
            new object?[] { "a", new object?[] { 1L } }, Array.Empty<object?>(), new OrderedDictionary<object, object?>(), Array.Empty<object?>(),
        });
        List(value["size"]).ShouldBe([2L, 3L]);
        value["device"].ShouldBe("cpu");
        Archives.Floats(value["parameter"]).ShouldBe([1f, 1f]);
    }

    private static long[] Longs(object? value, long[] shape)
    {
        var tensor = value.ShouldBeOfType<StoredTensor>();
        tensor.Shape.ShouldBe(shape);
        return MemoryMarshal.Cast<byte, long>(tensor.Bytes.Span).ToArray();
    }
}
