namespace ScottPlot.Plottables;

public class HorizontalLine : AxisLine
{
    public HorizontalLine() => LabelRotation = -90;

    public double Y { get => Position; set => Position = value; }

    public override AxisLimits GetAxisLimits() => EnableAutoscale ? new(double.NaN, double.NaN, Y, Y) : AxisLimits.None;

    public override void Render(RenderPack rp)
    {
        if (rp.Plot.Axes.YAxis.Range.Contains(Y))
            rp.Canvas.Stroke(rp.DataRect.Left, rp.Y(Y), rp.DataRect.Right, rp.Y(Y), LineStyle);
    }

    private protected override void RenderLabel(RenderPack rp)
    {
        if (!rp.Plot.Axes.YAxis.Range.Contains(Y)) return;
        LabelAlignment = LabelOppositeAxis ? Alignment.UpperCenter : Alignment.LowerCenter;
        var x = LabelOppositeAxis ? rp.DataRect.Right + LabelStyle.PixelPadding.Right : rp.DataRect.Left - LabelStyle.PixelPadding.Left;
        rp.Canvas.Draw(LabelStyle, LabelText, x, rp.Y(Y));
    }
}
