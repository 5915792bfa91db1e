using ScottPlot.Rendering;

namespace ScottPlot.Plottables;

public class BarPlot : IPlottable, IRenderLast
{
    internal BarPlot(List<Bar> bars) => Bars = bars;

    public List<Bar> Bars { get; }

    public string LegendText { get; set; } = string.Empty;

    public bool IsVisible { get; set; } = true;

    public LabelStyle ValueLabelStyle { get; set; } = new() { Alignment = Alignment.LowerCenter };

    public bool LabelsOnTop { set => Bars.ForEach(bar => bar.LabelOnTop = value); }

    public Color Color { set => Bars.ForEach(bar => bar.FillColor = value); }

    public bool Horizontal { set => Bars.ForEach(bar => bar.Orientation = value ? Orientation.Horizontal : Orientation.Vertical); }

    public IEnumerable<LegendItem> LegendItems =>
        Bars.Count == 0 ? [] : [new LegendItem { LabelText = LegendText, FillColor = Bars[0].FillColor }];

    public AxisLimits GetAxisLimits()
    {
        var limits = Bars.Select(bar => bar.AxisLimits).ToArray();
        return AxisLimits.Around(limits.SelectMany(bar => new[] { bar.Left, bar.Right }), limits.SelectMany(bar => new[] { bar.Bottom, bar.Top }));
    }

    public void Render(RenderPack rp)
    {
        foreach (var bar in Bars.Where(bar => bar.IsVisible))
        {
            bar.RenderBody(rp);
            if (!bar.LabelOnTop) bar.RenderLabel(rp, ValueLabelStyle);
        }
    }

    void IRenderLast.RenderLast(RenderPack rp)
    {
        foreach (var bar in Bars.Where(bar => bar.IsVisible && bar.LabelOnTop)) bar.RenderLabel(rp, ValueLabelStyle);
    }
}
