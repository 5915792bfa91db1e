namespace ScottPlot;

public class LabelStyle
{
    public bool Italic;
    public float OffsetX;
    public float OffsetY;

    public bool IsVisible { get; set; } = true;

    public string Text { get; set; } = string.Empty;

    public Alignment Alignment { get; set; } = Alignment.UpperLeft;

    /// <summary>In degrees, clockwise.</summary>
    public float Rotation { get; set; }

    public Color ForeColor { get; set; } = Colors.Black;

    public Color BackgroundColor { get; set; } = Colors.Transparent;

    public Color BorderColor { get; set; } = Colors.Transparent;

    public float BorderWidth { get; set; } = 1;

    public string FontName { get; set; } = "sans-serif";

    public float FontSize { get; set; } = 12;

    public bool Bold { get; set; }

    public PixelPadding PixelPadding { get; set; }

    internal LabelStyle WithFontSize(float size)
    {
        var copy = (LabelStyle)MemberwiseClone();
        copy.FontSize = size;
        return copy;
    }
}
