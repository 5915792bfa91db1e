using System.Globalization;

namespace ScottPlot;

public readonly struct Color
{
    public Color(byte red, byte green, byte blue, byte alpha = 255) => (R, G, B, A) = (red, green, blue, alpha);

    /// <summary>From <c>#RRGGBB</c> or <c>#RRGGBBAA</c>; what cannot be read is black, as in the real package.</summary>
    public Color(string hexCode)
    {
        var digits = hexCode.TrimStart('#');
        if (digits.Length == 6) digits += "FF";
        _ = uint.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var rgba);
        (R, G, B, A) = ((byte)(rgba >> 24), (byte)(rgba >> 16), (byte)(rgba >> 8), (byte)rgba);
    }

    public byte R { get; }

    public byte G { get; }

    public byte B { get; }

    public byte A { get; }

    public static bool operator ==(Color a, Color b) => a.Equals(b);

    public static bool operator !=(Color a, Color b) => !a.Equals(b);

    public static Color FromHex(string hex) => new(hex);

    public Color WithAlpha(double alpha) => new(R, G, B, (byte)(alpha * 255));

    public Color MixedWith(Color otherColor, double fraction)
    {
        return new(Mix(R, otherColor.R), Mix(G, otherColor.G), Mix(B, otherColor.B), Mix(A, otherColor.A));

        byte Mix(byte from, byte to) => (byte)(from + (to - from) * fraction);
    }

    public override bool Equals(object? obj) => obj is Color other && (R, G, B, A) == (other.R, other.G, other.B, other.A);

    public override int GetHashCode() => HashCode.Combine(R, G, B, A);
}
