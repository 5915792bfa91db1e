namespace ScottPlot.Rendering;

/// <summary>The measured lines of a text, in the pixels of the figure.</summary>
internal sealed record TextBlock(string[] Lines, double[] Widths, double Ascent, double LineHeight)
{
    public static TextBlock Empty { get; } = new([], [], 0, 0);

    public double Width { get; } = Widths.Length == 0 ? 0 : Widths.Max();

    public double Height => LineHeight * Lines.Length;

    /// <summary>Where the text lies about its anchor at the origin, before it is turned.</summary>
    public PixelRect Around(Alignment alignment)
    {
        var left = -Width * alignment.FractionFromLeft();
        var top = -Height * alignment.FractionFromTop();
        return new(left, top, left + Width, top + Height);
    }
}
