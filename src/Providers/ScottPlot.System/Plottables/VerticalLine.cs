namespace ScottPlot.Plottables;

public class VerticalLine : AxisLine
{
    public double X { get => Position; set => Position = value; }

    public override AxisLimits GetAxisLimits() => EnableAutoscale ? new(X, X, double.NaN, double.NaN) : AxisLimits.None;

    public override void Render(RenderPack rp)
    {
        if (rp.Plot.Axes.XAxis.Range.Contains(X))
            rp.Canvas.Stroke(rp.X(X), rp.DataRect.Top, rp.X(X), rp.DataRect.Bottom, LineStyle);
    }

    private protected override void RenderLabel(RenderPack rp)
    {
        if (!rp.Plot.Axes.XAxis.Range.Contains(X)) return;
        LabelAlignment = LabelOppositeAxis ? Alignment.LowerCenter : Alignment.UpperCenter;
        var y = LabelOppositeAxis ? rp.DataRect.Top - LabelStyle.PixelPadding.Top : rp.DataRect.Bottom + LabelStyle.PixelPadding.Bottom;
        rp.Canvas.Draw(LabelStyle, LabelText, rp.X(X), y);
    }
}
