using ScottPlot.Rendering;

namespace ScottPlot;

public class Bar
{
    public double Position { get; set; }

    public double Value { get; set; }

    public double ValueBase { get; set; }

    public double Size { get; set; } = 0.8;

    public double Error { get; set; }

    /// <summary>The length of a cap in units of the axis.</summary>
    public double ErrorSize { get; set; } = 0.2;

    public bool IsVisible { get; set; } = true;

    public FillStyle FillStyle { get; set; } = new() { Color = Colors.Gray };

    public Color FillColor { get => FillStyle.Color; set => FillStyle.Color = value; }

    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    public string Label { get; set; } = string.Empty;

    public bool LabelOnTop { get; set; }

    public bool CenterLabel { get; set; }

    public float LabelOffset { get; set; } = 5;

    public Orientation Orientation { get; set; } = Orientation.Vertical;

    internal AxisLimits AxisLimits
    {
        get
        {
            var (low, high) = (Math.Min(ValueBase, Value - Error), Math.Max(ValueBase, Value + Error));
            var (left, right) = (Position - Size / 2, Position + Size / 2);
            return Orientation == Orientation.Vertical ? new(left, right, low, high) : new(low, high, left, right);
        }
    }

    internal void RenderBody(RenderPack rp)
    {
        var rect = Body(rp);
        rp.Canvas.Fill(rect, FillColor);
        rp.Canvas.Stroke(rect, LineStyle);
        if (Error == 0) return;
        RenderError(rp, Position, Position, Value - Error, Value + Error);
        foreach (var end in new[] { Value - Error, Value + Error })
            RenderError(rp, Position - ErrorSize / 2, Position + ErrorSize / 2, end, end);
    }

    internal void RenderLabel(RenderPack rp, LabelStyle style)
    {
        var (rect, beyond) = (Body(rp), Value < 0 ? -1 : 1);
        var (x, y) = (rect.CentreX, rect.CentreY);
        style.Alignment = Alignment.MiddleCenter;
        if (!CenterLabel && Orientation == Orientation.Vertical)
        {
            y = beyond > 0 ? rect.Top - LabelOffset : rect.Bottom + LabelOffset;
            style.Alignment = beyond > 0 ? Alignment.LowerCenter : Alignment.UpperCenter;
        }
        else if (!CenterLabel)
        {
            x = beyond > 0 ? rect.Right + LabelOffset : rect.Left - LabelOffset;
            style.Alignment = beyond > 0 ? Alignment.MiddleLeft : Alignment.MiddleRight;
        }
        rp.Canvas.Draw(style, Label, x, y);
    }

    private PixelRect Body(RenderPack rp)
    {
        var (from, to) = (Position - Size / 2, Position + Size / 2);
        return rp.Rect(Orientation == Orientation.Vertical ? new(from, to, ValueBase, Value) : new(ValueBase, Value, from, to));
    }

    private void RenderError(RenderPack rp, double position1, double position2, double value1, double value2)
    {
        if (Orientation == Orientation.Vertical)
            rp.Canvas.Stroke(rp.X(position1), rp.Y(value1), rp.X(position2), rp.Y(value2), LineStyle);
        else
            rp.Canvas.Stroke(rp.X(value1), rp.Y(position1), rp.X(value2), rp.Y(position2), LineStyle);
    }
}
