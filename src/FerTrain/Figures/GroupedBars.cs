using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Series of bars side by side, one group a class.</summary>
public static class GroupedBars
{
    private const double GroupWidth = 0.84;
    private const float Sides = 100; // of the figure, left and right of the groups
    private const float LeastSize = 8; // of type
    private const double Headroom = 1.1; // for the labels of the highest bars

    /// <param name="plot">Gets the bars, its ticks and limits, and items for its legend where there are several series.</param>
    /// <param name="width">Of the figure.</param>
    /// <param name="classNames">Below the groups.</param>
    /// <param name="series">At least one.</param>
    /// <param name="label">The text on top of a bar, which is left out where bars are too narrow for it.</param>
    public static void Add(Plot plot, int width, IReadOnlyList<string> classNames, IReadOnlyList<BarSeries> series, Func<double, string> label)
    {
        var fraction = GroupWidth / series.Count;
        var room = (float)(Figure.ShareOnPage * width - Sides) / (classNames.Count + 0.2f);
        var widest = series.SelectMany(own => own.Values).Select(value => FigureStyle.TextWidth(label(value), FigureStyle.NoteSize)).DefaultIfEmpty(0).Max();
        var size = Math.Min(FigureStyle.NoteSize, FigureStyle.NoteSize * (room * (float)fraction - 2) / widest);
        for (var s = 0; s < series.Count; s++)
        {
            var (own, first) = (series[s], (fraction - GroupWidth) / 2 + s * fraction);
            var bars = plot.Add.Bars(own.Values.Select((value, place) => new Bar
            {
                Position = place + first,
                Value = value,
                Size = fraction * 0.94,
                FillColor = own.Colors[place],
                LineWidth = 0,
                Label = size < LeastSize ? "" : label(value),
                LabelOffset = 2,
            }).ToArray());
            bars.ValueLabelStyle.FontSize = size;
        }

        FigureStyle.NameClasses(plot.Axes.Bottom, classNames, room);
        plot.Grid.XAxisStyle.IsVisible = false;
        var highest = series.SelectMany(s => s.Values).DefaultIfEmpty(0).Max();
        plot.Axes.SetLimits(-0.6, classNames.Count - 0.4, 0, highest > 0 ? highest * Headroom : 1);
        if (series.Count > 1) plot.Legend.ManualItems.AddRange(series.Select(s => new LegendItem { LabelText = s.Label, FillColor = s.LegendColor }));
    }
}
