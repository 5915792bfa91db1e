using ScottPlot.Rendering;

namespace ScottPlot.Panels;

public class TitlePanel : IDrawnPanel
{
    private const double Padding = 10;

    public Edge Edge => Edge.Top;

    public bool IsVisible { get; set; } = true;

    public float MinimumSize { get; set; }

    public float MaximumSize { get; set; } = float.MaxValue;

    public LabelStyle Label { get; } = new() { FontSize = 16, Bold = true, Alignment = Alignment.LowerCenter };

    double IDrawnPanel.Measure(Canvas canvas, PixelRect dataRect) =>
        IsVisible && !string.IsNullOrWhiteSpace(Label.Text) ? canvas.Measure(Label, Label.Text).Height + Padding : 0;

    IEnumerable<PixelRect> IDrawnPanel.TickLabels(Canvas canvas, PixelRect dataRect, double offset) => [];

    void IDrawnPanel.Render(RenderPack rp, double size, double offset)
    {
        if (IsVisible) FittedLabel.Draw(rp.Canvas, Label, rp.DataRect.CentreX, rp.DataRect.Top - offset, rp.FigureRect);
    }
}
