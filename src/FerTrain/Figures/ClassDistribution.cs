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
            ? [("before balancing", balance.Rows, 0.6), ("after balancing", balanced, 0)]
            : [("", balance.Rows, 0)]);

    /// <summary>Of a file's rows, by its Usage column.</summary>
    public static Figure OfFile(FaceSet faces)
    {
        var rows = Enumerable.Range(0, faces.Count).ToLookup(row => faces.Usages[row]);
        return Draw("Faces by class", faces.ClassNames,
            [Part(Usage.Training, 0), Part(Usage.PublicTest, 0.35), Part(Usage.PrivateTest, 0.65)]);

        (string, IReadOnlyList<double>, double) Part(Usage usage, double white) => ($"{usage}", ClassBalance.Count(faces, rows[usage]), white);
    }

    /// <summary>The class gives a bar its colour; the part, how much white is mixed in.</summary>
    private static Figure Draw(string title, IReadOnlyList<string> classNames, (string Label, IReadOnlyList<double> Counts, double White)[] parts)
    {
        var plot = FigureStyle.NewPlot(title, "", "faces");
        var colors = ClassPalette.Of(classNames);
        var width = parts.Length > 1 ? Width : FigureStyle.Width;
        GroupedBars.Add(plot, width, classNames, [.. parts.Select(part => new BarSeries(
            part.Label, part.Counts, [.. colors.Select(color => color.MixedWith(Colors.White, part.White))], FigureStyle.Ink.MixedWith(Colors.White, part.White)))], FigureStyle.Count);
        if (parts.Length > 1) FigureStyle.ShowLegend(plot);
        plot.Axes.Left.TickGenerator = FigureStyle.CountTicks();
        return new Figure(plot, width, FigureStyle.Height);
    }
}
