using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Adds series of bars side by side, one group for each class.</summary>
internal static class GroupedBars
{
    private const double GroupWidth = 0.84;
    private const double Headroom = 1.1; // for the labels of the highest bars

    /// <param name="plot">Gets the bars, its ticks and limits, and legend items where there are several series.</param>
    /// <param name="width">The width of the figure.</param>
    /// <param name="classNames">Stand below the groups.</param>
    /// <param name="series">Must hold at least one.</param>
    /// <param name="label">Gives the text on top of a bar, which is left out where bars are too narrow for it.</param>
    public static void Add(Plot plot, int width, IReadOnlyList<string> classNames, IReadOnlyList<BarSeries> series, Func<double, string> label)
    {
        var fraction = GroupWidth / series.Count;
        var room = FigureStyle.Room(width, classNames.Count + 0.2);
        var widest = series.SelectMany(own => own.Values).Select(value => FigureStyle.TextWidth(label(value), FigureStyle.NoteSize)).DefaultIfEmpty(0).Max();
        var size = FigureStyle.SizeWithin(room * (float)fraction - 2, widest, FigureStyle.NoteSize);
        for (var s = 0; s < series.Count; s++)
        {
            var (own, first) = (series[s], (fraction - GroupWidth) / 2 + s * fraction);
            var bars = plot.Add.Bars(own.Values.Select((value, index) => new Bar
            {
                Position = index + first,
                Value = value,
                Size = fraction * 0.94,
                FillColor = own.Colors[index],
                LineWidth = 0,
                Label = size < FigureStyle.LeastSize ? "" : label(value),
                LabelOffset = 2,
            }).ToArray());
            bars.ValueLabelStyle.FontSize = size;
        }

        FigureStyle.NameClasses(plot, classNames, room);
        plot.Grid.XAxisStyle.IsVisible = false;
        var highest = series.SelectMany(s => s.Values).DefaultIfEmpty(0).Max();
        plot.Axes.SetLimits(-0.6, classNames.Count - 0.4, 0, highest > 0 ? highest * Headroom : 1);
        if (series.Count > 1) plot.Legend.ManualItems.AddRange(series.Select(s => new LegendItem { LabelText = s.Label, FillColor = s.LegendColor }));
    }
}

/// <summary>Bars of the same meaning, one in each group; the legend shows one colour for all of them.</summary>
internal sealed record BarSeries(string Label, IReadOnlyList<double> Values, IReadOnlyList<Color> Colors, Color LegendColor)
{
    public BarSeries(string label, IReadOnlyList<double> values, Color color) : this(label, values, [.. values.Select(_ => color)], color)
    {
    }
}
