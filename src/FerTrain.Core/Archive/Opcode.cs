namespace FerTrain.Core.Archive;

/// <summary>Names the instructions of Python's pickle machine that checkpoints use.</summary>
internal static class Opcode
{
    public const byte Mark = (byte)'(';
    public const byte Stop = (byte)'.';
    public const byte Proto = 0x80;
    public const byte Frame = 0x95;

    public const byte None = (byte)'N';
    public const byte True = 0x88;
    public const byte False = 0x89;
    public const byte Int32 = (byte)'J';
    public const byte UInt8 = (byte)'K';
    public const byte UInt16 = (byte)'M';
    public const byte Long1 = 0x8a;
    public const byte Float64 = (byte)'G';
    public const byte Text = (byte)'X';
    public const byte ShortText = 0x8c;
    public const byte LongText = 0x8d;

    public const byte EmptyTuple = (byte)')';
    public const byte Tuple = (byte)'t';
    public const byte Tuple1 = 0x85;
    public const byte Tuple2 = 0x86;
    public const byte Tuple3 = 0x87;
    public const byte EmptyList = (byte)']';
    public const byte Append = (byte)'a';
    public const byte Appends = (byte)'e';
    public const byte EmptyDict = (byte)'}';
    public const byte SetItem = (byte)'s';
    public const byte SetItems = (byte)'u';

    public const byte Get = (byte)'h';
    public const byte LongGet = (byte)'j';
    public const byte Put = (byte)'q';
    public const byte LongPut = (byte)'r';
    public const byte Memoize = 0x94;

    public const byte Global = (byte)'c';
    public const byte StackGlobal = 0x93;
    public const byte Reduce = (byte)'R';
    public const byte Build = (byte)'b';
    public const byte PersistentId = (byte)'Q';
}
