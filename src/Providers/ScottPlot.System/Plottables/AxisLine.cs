using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

public abstract class AxisLine : LabelStyleProperties, IPlottable, IRenderLast
{
    private protected AxisLine()
    {
    }

    public bool IsVisible { get; set; } = true;

    public override LabelStyle LabelStyle { get; set; } =
        new() { ForeColor = Colors.White, FontSize = 14, Bold = true, PixelPadding = new(5) };

    public string Text { get => LabelText; set => LabelText = value; }

    public string LegendText { get; set; } = string.Empty;

    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    public Color LineColor { get => LineStyle.Color; set => LineStyle.Color = value; }

    public Color Color
    {
        get => LineStyle.Color;
        set => LineStyle.Color = LabelStyle.BackgroundColor = value;
    }

    public bool EnableAutoscale { get; set; } = true;

    /// <summary>Draws the label above or at the right instead of below or at the left.</summary>
    public bool LabelOppositeAxis { get; set; }

    public double Position { get; set; }

    public IEnumerable<LegendItem> LegendItems => [new LegendItem { LabelText = LegendText, LineStyle = LineStyle }];

    public abstract AxisLimits GetAxisLimits();

    public abstract void Render(RenderPack rp);

    void IRenderLast.RenderLast(RenderPack rp)
    {
        if (LabelText.Length > 0) RenderLabel(rp);
    }

    private protected abstract void RenderLabel(RenderPack rp);
}
