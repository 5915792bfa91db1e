namespace ScottPlot;

public class LabelStyle
{
    public bool IsVisible { get; set; } = true;

    public string Text { get; set; } = string.Empty;

    public Alignment Alignment { get; set; } = Alignment.UpperLeft;

    /// <summary>In degrees, clockwise.</summary>
    public float Rotation { get; set; }

    public Color ForeColor { get; set; } = Colors.Black;

    /// <summary>A family that fontconfig knows.</summary>
    public string FontName { get; set; } = "sans-serif";

    public float FontSize { get; set; } = 12;

    public bool Bold { get; set; }

    internal LabelStyle WithFontSize(float size)
    {
        var copy = (LabelStyle)MemberwiseClone();
        copy.FontSize = size;
        return copy;
    }
}
