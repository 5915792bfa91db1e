using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Series of bars side by side, one group a class.</summary>
public static class GroupedBars
{
    private const double GroupWidth = 0.84;
    private const double Headroom = 1.1; // for the labels of the highest bars

    /// <param name="plot">Gets the bars, its ticks and limits, and items for its legend where there are several series.</param>
    /// <param name="classNames">Below the groups.</param>
    /// <param name="series">At least one.</param>
    /// <param name="label">The text on top of a bar.</param>
    public static void Add(Plot plot, IReadOnlyList<string> classNames, IReadOnlyList<BarSeries> series, Func<double, string> label)
    {
        var width = GroupWidth / series.Count;
        for (var s = 0; s < series.Count; s++)
        {
            var (own, first) = (series[s], (width - GroupWidth) / 2 + s * width);
            var bars = plot.Add.Bars(own.Values.Select((value, place) => new Bar
            {
                Position = place + first,
                Value = value,
                Size = width * 0.94,
                FillColor = own.Colors[place],
                LineWidth = 0,
                Label = label(value),
                LabelOffset = 2,
            }).ToArray());
            bars.ValueLabelStyle.FontSize = FigureStyle.NoteSize;
        }

        FigureStyle.NameClasses(plot.Axes.Bottom, classNames);
        plot.Grid.XAxisStyle.IsVisible = false;
        var highest = series.SelectMany(s => s.Values).DefaultIfEmpty(0).Max();
        plot.Axes.SetLimits(-0.6, classNames.Count - 0.4, 0, highest > 0 ? highest * Headroom : 1);
        if (series.Count > 1) plot.Legend.ManualItems.AddRange(series.Select(s => new LegendItem { LabelText = s.Label, FillColor = s.LegendColor }));
    }
}
