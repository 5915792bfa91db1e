using System.Buffers.Binary;
using System.Text;

namespace FerTrain.Core.Archive;

/// <summary>Reads the arguments of pickle instructions and never past the end.</summary>
internal sealed class PickleCursor(ReadOnlyMemory<byte> pickle)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private int _position;

    public byte Byte() => Bytes(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public double Float64() => BinaryPrimitives.ReadDoubleBigEndian(Bytes(8));

    /// <summary>Reads a whole number of any length whose value fits.</summary>
    public long Long1()
    {
        var bytes = Bytes(Byte());
        if (bytes.Length > 8)
            throw new InvalidDataException("it holds a whole number of more than 64 bits");
        var number = bytes is [.., >= 0x80] ? -1L : 0L;
        for (var i = bytes.Length - 1; i >= 0; i--)
            number = (number << 8) | bytes[i];
        return number;
    }

    public string Text(ulong length) => Decode(Bytes(length));

    public string Line()
    {
        var length = pickle.Span[_position..].IndexOf((byte)'\n');
        if (length < 0)
            throw CutOff();
        var line = Decode(Bytes((ulong)length));
        _position++;
        return line;
    }

    public ReadOnlySpan<byte> Bytes(ulong count)
    {
        if (count > (ulong)(pickle.Length - _position))
            throw CutOff();
        _position += (int)count;
        return pickle.Span.Slice(_position - (int)count, (int)count);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException error)
        {
            throw new InvalidDataException("it holds text that is not UTF-8", error);
        }
    }

    private static InvalidDataException CutOff() => new("its data.pkl ends too early");
}
