using System.Collections.Immutable;
using FerTrain.Core.Sweeps;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws the settings of a sweep as lines through an upright axis for each key, and one for their score (Inselberg, 1985).</summary>
internal static class ParallelCoordinates
{
    private const int AxisRoom = 110; // pixels from one axis to the next, at least
    private const double Margin = 0.08;

    /// <param name="keys">The keys that vary.</param>
    /// <param name="lines">At least one.</param>
    public static Figure Draw(IReadOnlyList<string> keys, IReadOnlyList<ParallelLine> lines)
    {
        ParallelAxis[] axes =
        [
            .. keys.Select(key => ParallelAxis.Of([.. lines.Where(line => line.Values.ContainsKey(key)).Select(line => line.Values[key])])),
            ParallelAxis.OfScores([.. lines.Select(line => line.Score)]),
        ];
        var plot = FigureStyle.NewPlot("Settings by their validation accuracy", "", "");
        var colors = new SequentialColors();
        foreach (var line in lines.OrderBy(line => line.IsWinner).ThenBy(line => line.Score))
        {
            double? Height(int axis) => axis == keys.Count ? axes[axis].OfScore(line.Score) : axes[axis].Of(line.Values.GetValueOrDefault(keys[axis]));
            int[] crossed = [.. Enumerable.Range(0, axes.Length).Where(axis => Height(axis) is not null)];
            var color = line.IsWinner ? FigureStyle.Series[1] : colors.GetColor(0.25 + 0.75 * Height(keys.Count)!.Value);
            var curve = plot.Add.ScatterLine(Array.ConvertAll(crossed, axis => (double)axis), Array.ConvertAll(crossed, axis => Height(axis)!.Value), color);
            curve.LineWidth = line.IsWinner ? 3 : 1.5f;
        }

        for (var i = 0; i < axes.Length; i++)
        {
            _ = plot.Add.VerticalLine(i, 1, FigureStyle.Ink);
            foreach (var (text, position) in axes[i].Ticks) AddLabel(plot, text, i, position);
        }

        plot.Grid.XAxisStyle.IsVisible = plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimits(-0.4, axes.Length - 0.4, -Margin, 1 + Margin);
        var width = Math.Max(FigureStyle.Width, axes.Length * AxisRoom);
        FigureStyle.NameClasses(plot, [.. keys, "val accuracy"], FigureStyle.Room(width, axes.Length));
        plot.Axes.Left.SetTicks([], []);
        plot.Axes.Left.FrameLineStyle.Width = 0;
        return new Figure(plot, width, FigureStyle.Height);
    }

    private static void AddLabel(Plot plot, string text, double x, double y)
    {
        var label = plot.Add.Text(text, x, y);
        (label.LabelAlignment, label.OffsetX) = (Alignment.MiddleLeft, 4);
        (label.LabelFontSize, label.LabelFontColor, label.LabelBackgroundColor) = (FigureStyle.NoteSize, FigureStyle.Ink, Colors.White.WithAlpha(0.75));
    }
}

/// <summary>A setting: its values and its score.</summary>
internal sealed record ParallelLine(ImmutableSortedDictionary<string, string> Values, double Score, bool IsWinner);

/// <summary>Places the values of a key from 0 to 1: numbers by size, on a logarithmic scale where they span much, and names one above the other.</summary>
internal sealed class ParallelAxis
{
    private const double LogarithmicFrom = 20; // times the smallest

    private readonly IReadOnlyList<string> _names;
    private readonly double _low, _high;
    private readonly bool _isLogarithmic;

    private ParallelAxis(IReadOnlyList<string> names, double low, double high, bool isLogarithmic, IReadOnlyList<(string, double)> ticks) =>
        (_names, _low, _high, _isLogarithmic, Ticks) = (names, low, high, isLogarithmic, ticks);

    public IReadOnlyList<(string Text, double Position)> Ticks { get; }

    public static ParallelAxis Of(IReadOnlyList<string> values)
    {
        var numbers = values.Select(KeyImportance.Number).ToArray();
        if (values.Count == 0 || numbers.Contains(null))
        {
            string[] names = [.. values.Distinct().Order(StringComparer.Ordinal)];
            return new(names, 0, 0, false, [.. names.Select((name, i) => (name, Place(i, names.Length)))]);
        }

        var (low, high) = (numbers.Min()!.Value, numbers.Max()!.Value);
        var lowest = values[Array.IndexOf(numbers, low)];
        return new([], low, high, low > 0 && high / low >= LogarithmicFrom, low == high ? [(lowest, 0.5)] : [(lowest, 0), (values[Array.IndexOf(numbers, high)], 1)]);
    }

    public static ParallelAxis OfScores(IReadOnlyList<double> scores)
    {
        var (low, high) = (scores.Min(), scores.Max());
        return new([], low, high, false, low == high ? [(FigureStyle.Percent(low, "0.0"), 0.5)] : [(FigureStyle.Percent(low, "0.0"), 0), (FigureStyle.Percent(high, "0.0"), 1)]);
    }

    /// <summary>Gives the place of a value; null where a setting has none.</summary>
    public double? Of(string? value) => value is null ? null
        : _names.Count > 0 ? Place(_names.Index().First(name => name.Item == value).Index, _names.Count)
        : OfScore(KeyImportance.Number(value)!.Value);

    public double? OfScore(double value) => _low == _high ? 0.5
        : _isLogarithmic ? Math.Log(value / _low) / Math.Log(_high / _low)
        : (value - _low) / (_high - _low);

    private static double Place(int index, int count) => count == 1 ? 0.5 : (double)index / (count - 1);
}
