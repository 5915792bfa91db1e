using System.Buffers.Binary;
using System.Numerics;

namespace FerTrain.Reports.TensorBoard;

/// <summary>The checksum of Castagnoli's polynomial (RFC 3720, appendix B.4), and what a record file stores for it.</summary>
internal static class Crc32C
{
    private const uint MaskDelta = 0xA282EAD8;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }

    /// <summary>Changed so that a checksum over bytes that hold one themselves says something.</summary>
    public static uint MaskedOf(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Of(bytes), 15) + MaskDelta;
}
