using System.Buffers.Binary;
using Google.Protobuf;

namespace FerTrain.Reports.TensorBoard;

/// <summary>A message in a record file: its length, the length's checksum, its bytes, their checksum, little-endian.</summary>
internal static class RecordFrame
{
    private const int Header = sizeof(ulong) + sizeof(uint);

    public static byte[] Of(IMessage message)
    {
        var length = message.CalculateSize();
        var frame = new byte[Header + length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(sizeof(ulong)), Crc32C.MaskedOf(frame.AsSpan(0, sizeof(ulong))));
        message.WriteTo(frame.AsSpan(Header, length));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(Header + length), Crc32C.MaskedOf(frame.AsSpan(Header, length)));
        return frame;
    }
}
