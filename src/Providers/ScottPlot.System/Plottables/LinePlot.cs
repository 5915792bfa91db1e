namespace ScottPlot.Plottables;

public class LinePlot : IPlottable
{
    public Coordinates Start { get; set; }

    public Coordinates End { get; set; }

    public string LegendText { get; set; } = string.Empty;

    public bool IsVisible { get; set; } = true;

    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    public LinePattern LinePattern { get => LineStyle.Pattern; set => LineStyle.Pattern = value; }

    public Color Color { get => LineStyle.Color; set => LineStyle.Color = value; }

    public IEnumerable<LegendItem> LegendItems => [new LegendItem { LabelText = LegendText, LineStyle = LineStyle }];

    public AxisLimits GetAxisLimits() => AxisLimits.Around([Start.X, End.X], [Start.Y, End.Y]);

    public void Render(RenderPack rp) => rp.Canvas.Stroke(rp.X(Start.X), rp.Y(Start.Y), rp.X(End.X), rp.Y(End.Y), LineStyle);
}
