namespace ScottPlot;

public class Bar
{
    private readonly LineStyle _outline = new() { Width = 1 };

    public double Position { get; set; }

    public double Value { get; set; }

    public double ValueBase { get; set; }

    public double Size { get; set; } = 0.8;

    public Color FillColor { get; set; } = Colors.Gray;

    public float LineWidth { get => _outline.Width; set => _outline.Width = value; }

    public Color LineColor { get => _outline.Color; set => _outline.Color = value; }

    public string Label { get; set; } = string.Empty;

    public float LabelOffset { get; set; } = 5;

    internal void Render(RenderPack rp, LabelStyle label)
    {
        var rect = rp.Rect(new(Position - Size / 2, Position + Size / 2, ValueBase, Value));
        rp.Canvas.Fill(rect, FillColor);
        rp.Canvas.Stroke(rect, _outline);
        label.Alignment = Value >= 0 ? Alignment.LowerCenter : Alignment.UpperCenter;
        rp.Canvas.Draw(label, Label, rect.CentreX, Value >= 0 ? rect.Top - LabelOffset : rect.Bottom + LabelOffset);
    }
}
