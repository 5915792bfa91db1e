using System.Runtime.InteropServices;

namespace TorchSharp.Interop;

/// <summary>One tagged argument or result, laid out as <c>fer_value</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct Value
{
    [FieldOffset(0)] internal Tag Tag;
    [FieldOffset(8)] internal long Integer;
    [FieldOffset(8)] internal double Real;
    [FieldOffset(8)] internal nint Pointer;
    [FieldOffset(16)] internal long Length;
}

/// <summary>The kinds of <see cref="Value"/>.</summary>
internal enum Tag : long
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Ints = 5,
    Doubles = 6,
    Tensors = 7,
    String = 8,
    Device = 9,
    Default = 10,
}
