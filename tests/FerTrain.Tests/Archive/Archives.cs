using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using FerTrain.Core.Archive;

namespace FerTrain.Tests.Archive;

/// <summary>Writes, reads, forges and compares archives in memory.</summary>
internal static class Archives
{
    public const string Name = "some.pt";

    public static OrderedDictionary<object, object?> Sample() => new()
    {
        ["format"] = 1L,
        ["model"] = new OrderedDictionary<object, object?>
        {
            ["weight"] = Tensor([2, 3], 0, 1, 2, 3, 4, 5),
            ["bias"] = Tensor([2], -1, 0.5f),
        },
        ["names"] = new object?[] { "angry", "disgust", null, true },
        ["lr"] = 0.1,
    };

    public static StoredTensor Tensor(long[] shape, params float[] values) =>
        new(ElementType.Float32, [.. shape], MemoryMarshal.AsBytes<float>(values).ToArray());

    public static float[] Floats(object? tensor)
    {
        var stored = tensor.ShouldBeOfType<StoredTensor>();
        stored.Type.ShouldBe(ElementType.Float32);
        return MemoryMarshal.Cast<byte, float>(stored.Bytes.Span).ToArray();
    }

    public static byte[] Write(object? value)
    {
        using var stream = new MemoryStream();
        TorchArchive.Write(stream, value);
        return stream.ToArray();
    }

    public static object? Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return TorchArchive.Read(stream, Name);
    }

    /// <summary>Reads a forged archive: each character of the pickle is a byte, and storages are given as floats.</summary>
    public static object? ReadPickle(string pickle, params float[][] storages) => Read(Forge(Encoding.Latin1.GetBytes(pickle), storages));

    public static byte[] Forge(byte[] pickle, params float[][] storages) =>
        Zip([
            ("archive/data.pkl", pickle),
            .. storages.Select((storage, i) => ($"archive/data/{i}", MemoryMarshal.AsBytes<float>(storage).ToArray())),
        ]);

    public static byte[] Zip(IEnumerable<(string Name, byte[] Bytes)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Entry(byte[] file, string name)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        using var stream = zip.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    public static void ShouldEqual(object? actual, object? expected)
    {
        switch (expected)
        {
            case StoredTensor tensor:
                var other = actual.ShouldBeOfType<StoredTensor>();
                other.Type.ShouldBe(tensor.Type);
                other.Shape.ShouldBe(tensor.Shape);
                other.Bytes.Span.SequenceEqual(tensor.Bytes.Span).ShouldBeTrue();
                break;
            case OrderedDictionary<object, object?> items:
                var dictionary = actual.ShouldBeOfType<OrderedDictionary<object, object?>>();
                dictionary.Keys.ShouldBe(items.Keys);
                foreach (var key in items.Keys)
                    ShouldEqual(dictionary[key], items[key]);
                break;
            case IReadOnlyList<object?> items:
                var list = actual.ShouldBeAssignableTo<IReadOnlyList<object?>>()!;
                list.Count.ShouldBe(items.Count);
                for (var i = 0; i < list.Count; i++)
                    ShouldEqual(list[i], items[i]);
                break;
            default:
                actual.ShouldBe(expected);
                break;
        }
    }
}
