using FerTrain.Core.Config;
using FerTrain.Data;
using ScottPlot;

namespace FerTrain.Figures;

/// <summary>Draws the number of faces of each class.</summary>
internal static class ClassDistribution
{
    private const int Width = 960;

    /// <summary>Counts the training rows, before and after balancing.</summary>
    public static Figure OfTraining(IReadOnlyList<string> classNames, ClassBalance balance) =>
        Draw("Training faces by class", classNames, balance.Balanced is { } balanced
            ? [("before balancing", balance.Rows, 0.6), ("after balancing", balanced, 0)]
            : [("", balance.Rows, 0)]);

    /// <summary>Counts the rows of a file by its Usage column.</summary>
    public static Figure OfFile(FaceSet faces)
    {
        var rows = Enumerable.Range(0, faces.Count).ToLookup(row => faces.Usages[row]);
        return Draw("Faces by class", faces.ClassNames,
            [Part(Usage.Training, 0), Part(Usage.PublicTest, 0.35), Part(Usage.PrivateTest, 0.65)]);

        (string, IReadOnlyList<double>, double) Part(Usage usage, double white) => ($"{usage}", ClassBalance.Count(faces, rows[usage]), white);
    }

    /// <summary>Colours each bar by its class, with white mixed in for each part.</summary>
    private static Figure Draw(string title, IReadOnlyList<string> classNames, (string Label, IReadOnlyList<double> Counts, double White)[] parts)
    {
        var plot = FigureStyle.NewPlot(title, "", "faces");
        var colors = ClassPalette.Of(classNames);
        var width = parts.Length > 1 ? Width : FigureStyle.Width;
        GroupedBars.Add(plot, width, classNames, [.. parts.Select(part => new BarSeries(
            part.Label, part.Counts, [.. colors.Select(color => color.MixedWith(Colors.White, part.White))],
            FigureStyle.Ink.MixedWith(Colors.White, part.White)))], FigureStyle.Count);
        if (parts.Length > 1) FigureStyle.ShowLegend(plot);
        plot.Axes.Left.TickGenerator = FigureStyle.CountTicks();
        return new Figure(plot, width, FigureStyle.Height);
    }
}

/// <summary>The number of training rows of each class.</summary>
/// <param name="Rows">Counts the distinct rows of each class.</param>
/// <param name="Balanced">Counts the rows of each class in an epoch, or the rows that the loss weights amount to; null where nothing is balanced.</param>
internal sealed record ClassBalance(IReadOnlyList<double> Rows, IReadOnlyList<double>? Balanced)
{
    public static ClassBalance Of(PreparedData data, BalanceMethod rule)
    {
        var train = data.Split.Train;
        var rows = Count(data.Faces, train.Distinct());
        return new(rows, rule switch
        {
            BalanceMethod.None => null,
            BalanceMethod.ClassWeights or BalanceMethod.Sampler => [.. rows.Select(_ => (double)train.Length / rows.Length)],
            BalanceMethod.Oversample or BalanceMethod.OversampleBeforeSplit => Count(data.Faces, train),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
        });
    }

    public static double[] Count(FaceSet faces, IEnumerable<int> rows) => Array.ConvertAll(faces.CountClasses(rows), count => (double)count);
}
