namespace OpenCvSharp;

/// <summary>Four characters that name a codec.</summary>
public readonly struct FourCC(int value) : IEquatable<FourCC>
{
    public static readonly int MJPG = FromString(nameof(MJPG));
    public static readonly int MP4V = FromString(nameof(MP4V));
    public static readonly int XVID = FromString(nameof(XVID));
    public static readonly int X264 = FromString(nameof(X264));
    public static readonly int H264 = FromString(nameof(X264)); // so in the real package

    public readonly int Value = value;

    public static implicit operator int(FourCC fourcc) => fourcc.Value;

    public static implicit operator FourCC(int code) => new(code);

    public static bool operator ==(FourCC left, FourCC right) => left.Equals(right);

    public static bool operator !=(FourCC left, FourCC right) => !left.Equals(right);

    public static FourCC FromFourChars(char c1, char c2, char c3, char c4) => VideoWriter.FourCC(c1, c2, c3, c4);

    public static FourCC FromString(string code)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.Length is 0 or > 4) throw new ArgumentException($"code.Length {(code.Length == 0 ? "== 0" : "> 4")}", nameof(code));
        return VideoWriter.FourCC(code.PadRight(4));
    }

    public int ToInt32() => Value;

    public bool Equals(FourCC other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is FourCC other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();
}
