using FerTrain.Data;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>How many faces each class has.</summary>
public static class ClassDistribution
{
    private const int Width = 960;

    /// <summary>Of the training rows, before and after balancing.</summary>
    public static Figure OfTraining(IReadOnlyList<string> classNames, ClassBalance balance) =>
        Draw("Training faces by class", classNames, balance.Balanced is { } balanced
            ? [("before balancing", balance.Rows), ("after balancing", balanced)]
            : [("", balance.Rows)]);

    /// <summary>Of a file's rows, by its Usage column.</summary>
    public static Figure OfFile(FaceSet faces)
    {
        var rows = Enumerable.Range(0, faces.Count).ToLookup(row => faces.Usages[row]);
        return Draw("Faces by class", faces.ClassNames,
            [.. Enum.GetValues<Usage>().Select(usage => ($"{usage}", (IReadOnlyList<double>)ClassBalance.Count(faces, rows[usage])))]);
    }

    private static Figure Draw(string title, IReadOnlyList<string> classNames, (string Label, IReadOnlyList<double> Counts)[] parts)
    {
        var plot = FigureStyle.NewPlot(title, "", "faces");
        var colors = ClassPalette.Of(classNames);
        GroupedBars.Add(plot, classNames, [.. parts.Select(Series)], FigureStyle.Count);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { LabelFormatter = FigureStyle.Count, IntegerTicksOnly = true };
        return new Figure(plot, parts.Length > 1 ? Width : FigureStyle.Width, FigureStyle.Height);

        // The class gives the colour, the part its depth.
        BarSeries Series((string Label, IReadOnlyList<double> Counts) part, int place)
        {
            var white = 0.6 * (parts.Length - 1 - place) / Math.Max(parts.Length - 1, 1);
            return new(part.Label, part.Counts, [.. colors.Select(color => color.MixedWith(Colors.White, white))], FigureStyle.Ink.MixedWith(Colors.White, white));
        }
    }
}
