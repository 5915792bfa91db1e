namespace ScottPlot.Colormaps;

/// <summary>Evenly spaced colours of a smooth colormap; those between are interpolated.</summary>
internal sealed class Samples(params string[] hexCodes)
{
    private readonly Color[] _colors = Array.ConvertAll(hexCodes, code => new Color(code));

    public Color At(double position)
    {
        var place = Math.Clamp(position, 0, 1) * (_colors.Length - 1);
        var index = Math.Min((int)place, _colors.Length - 2);
        var (from, to, share) = (_colors[index], _colors[index + 1], place - index);
        return new(Mix(from.R, to.R, share), Mix(from.G, to.G, share), Mix(from.B, to.B, share));
    }

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + (to - from) * share);
}
