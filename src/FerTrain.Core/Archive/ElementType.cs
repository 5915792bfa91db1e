using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace FerTrain.Core.Archive;

/// <summary>Names the types that the elements of a stored tensor can have.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "These are the names of the types.")]
internal enum ElementType
{
    Float32,
    Float64,
    Float16,
    BFloat16,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt8,
    Bool,
}

/// <summary>Knows the size of each element type and the class that PyTorch names for its storage.</summary>
internal static class ElementTypes
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

    /// <summary>Counts the bytes of one element.</summary>
    public static int Size(this ElementType type) => Known[type].Size;

    internal static string StorageClass(this ElementType type) => Known[type].Storage;
}
