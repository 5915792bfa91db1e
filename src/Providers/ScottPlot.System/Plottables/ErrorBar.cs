namespace ScottPlot.Plottables;

public class ErrorBar : IPlottable
{
    private readonly IReadOnlyList<double> _xs;
    private readonly IReadOnlyList<double> _ys;
    private readonly IReadOnlyList<double> _errors;

    internal ErrorBar(IReadOnlyList<double> xs, IReadOnlyList<double> ys, IReadOnlyList<double> yErrors) =>
        (_xs, _ys, _errors) = (xs, ys, yErrors);

    public string LegendText { get; set; } = string.Empty;

    public bool IsVisible { get; set; } = true;

    public LineStyle LineStyle { get; set; } = new() { Width = 1 };

    public float LineWidth { get => LineStyle.Width; set => LineStyle.Width = value; }

    public Color Color { get => LineStyle.Color; set => LineStyle.Color = value; }

    /// <summary>Half the length of a cap, in pixels.</summary>
    public float CapSize { get; set; } = 3;

    public IEnumerable<LegendItem> LegendItems => [new LegendItem { LabelText = LegendText, LineStyle = LineStyle }];

    public AxisLimits GetAxisLimits() =>
        AxisLimits.Around(_xs, _ys.Zip(_errors, (y, error) => y - error).Concat(_ys.Zip(_errors, (y, error) => y + error)));

    public void Render(RenderPack rp)
    {
        for (var i = 0; i < _ys.Count; i++)
        {
            if (_errors[i] == 0) continue;
            var (x, low, high) = (rp.X(_xs[i]), rp.Y(_ys[i] - _errors[i]), rp.Y(_ys[i] + _errors[i]));
            rp.Canvas.Stroke(x, low, x, high, LineStyle);
            rp.Canvas.Stroke(x - CapSize, low, x + CapSize, low, LineStyle);
            rp.Canvas.Stroke(x - CapSize, high, x + CapSize, high, LineStyle);
        }
    }
}
