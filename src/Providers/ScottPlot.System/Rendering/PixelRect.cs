namespace ScottPlot.Rendering;

/// <summary>A rectangle of the figure in its pixels, y downwards.</summary>
internal readonly record struct PixelRect(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    public double CentreX => (Left + Right) / 2;

    public double CentreY => (Top + Bottom) / 2;

    public PixelRect Offset(double x, double y) => new(Left + x, Top + y, Right + x, Bottom + y);

    /// <summary>A strip along an edge, outwards from an offset.</summary>
    public PixelRect Beside(Edge edge, double offset, double size) => edge switch
    {
        Edge.Left => this with { Left = Left - offset - size, Right = Left - offset },
        Edge.Right => this with { Left = Right + offset, Right = Right + offset + size },
        Edge.Bottom => this with { Top = Bottom + offset, Bottom = Bottom + offset + size },
        _ => this with { Top = Top - offset - size, Bottom = Top - offset },
    };

    public PixelRect Contract(PixelPadding padding) =>
        new(Left + padding.Left, Top + padding.Top, Right - padding.Right, Bottom - padding.Bottom);

    /// <summary>A rectangle of the given size that lies in this one as <paramref name="alignment"/> says.</summary>
    public PixelRect Place(double width, double height, Alignment alignment)
    {
        var left = Left + (Width - width) * alignment.FractionFromLeft();
        var top = Top + (Height - height) * alignment.FractionFromTop();
        return new(left, top, left + width, top + height);
    }

    /// <summary>The rectangle around this one when it is turned about the origin.</summary>
    public PixelRect Turned(double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        double[] xs = [Left * cos - Top * sin, Right * cos - Top * sin, Left * cos - Bottom * sin, Right * cos - Bottom * sin];
        double[] ys = [Left * sin + Top * cos, Right * sin + Top * cos, Left * sin + Bottom * cos, Right * sin + Bottom * cos];
        return new(xs.Min(), ys.Min(), xs.Max(), ys.Max());
    }
}
