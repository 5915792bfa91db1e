using System.Collections.Frozen;

namespace FerTrain.Core.Archive;

/// <summary>Size of each element type and the class PyTorch names for its storage.</summary>
public static class ElementTypes
{
    private static readonly FrozenDictionary<ElementType, (int Size, string Storage)> Known =
        new Dictionary<ElementType, (int, string)>
        {
            [ElementType.Float32] = (4, "FloatStorage"),
            [ElementType.Float64] = (8, "DoubleStorage"),
            [ElementType.Float16] = (2, "HalfStorage"),
            [ElementType.BFloat16] = (2, "BFloat16Storage"),
            [ElementType.Int64] = (8, "LongStorage"),
            [ElementType.Int32] = (4, "IntStorage"),
            [ElementType.Int16] = (2, "ShortStorage"),
            [ElementType.Int8] = (1, "CharStorage"),
            [ElementType.UInt8] = (1, "ByteStorage"),
            [ElementType.Bool] = (1, "BoolStorage"),
        }.ToFrozenDictionary();

    /// <summary>Bytes an element.</summary>
    public static int Size(this ElementType type) => Known[type].Size;

    internal static string StorageClass(this ElementType type) => Known[type].Storage;
}
