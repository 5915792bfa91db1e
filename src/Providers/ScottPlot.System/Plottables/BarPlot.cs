namespace ScottPlot.Plottables;

public class BarPlot : IPlottable
{
    internal BarPlot(List<Bar> bars) => Bars = bars;

    public List<Bar> Bars { get; }

    public string LegendText { get; set; } = string.Empty;

    public bool IsVisible { get; set; } = true;

    public LabelStyle ValueLabelStyle { get; set; } = new() { Alignment = Alignment.LowerCenter };

    public IEnumerable<LegendItem> LegendItems =>
        Bars.Count == 0 ? [] : [new LegendItem { LabelText = LegendText, FillColor = Bars[0].FillColor }];

    public AxisLimits GetAxisLimits() => AxisLimits.Around(
        Bars.SelectMany(bar => new[] { bar.Position - bar.Size / 2, bar.Position + bar.Size / 2 }),
        Bars.SelectMany(bar => new[] { bar.ValueBase, bar.Value }));

    public void Render(RenderPack rp)
    {
        foreach (var bar in Bars) bar.Render(rp, ValueLabelStyle);
    }
}
