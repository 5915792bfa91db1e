namespace FerTrain.Figures;

/// <summary>Draws the mean probability of each class over the time of a video; lines are broken where there is no face.</summary>
internal static class ExpressionCurves
{
    private const int MostPoints = 600; // more would not be told apart at the width of the figure

    /// <param name="title">The title.</param>
    /// <param name="classNames">The classes.</param>
    /// <param name="moments">The moments in order of time; at least one has faces.</param>
    public static Figure Draw(string title, IReadOnlyList<string> classNames, IReadOnlyList<ExpressionMoment> moments)
    {
        var plot = FigureStyle.NewPlot(title, "seconds", "mean probability of the faces");
        FigureStyle.ShowFractions(plot.Axes.Left);
        var runs = Runs(Thinned(moments)).ToArray();
        foreach (var (label, color) in ClassPalette.Of(classNames).Index())
            foreach (var (index, run) in runs.Index())
            {
                var curve = plot.Add.Scatter(run.Select(moment => moment.Seconds).ToArray(), run.Select(moment => (double)moment.Probabilities![label]).ToArray(), color);
                (curve.LineWidth, curve.MarkerSize) = (2, run.Count == 1 ? 5 : 0);
                if (index == 0) curve.LegendText = classNames[label];
            }

        plot.Axes.SetLimits(0, Math.Max(moments[^1].Seconds, 0.1), 0, 1.02);
        FigureStyle.ShowLegend(plot);
        return new Figure(plot, FigureStyle.Width, FigureStyle.Height);
    }

    /// <summary>Averages neighbours, so that no more points are left than can be seen.</summary>
    private static IEnumerable<ExpressionMoment> Thinned(IReadOnlyList<ExpressionMoment> moments) =>
        moments.Chunk((moments.Count + MostPoints - 1) / MostPoints).Select(chunk =>
        {
            float[][] known = [.. chunk.Select(moment => moment.Probabilities).OfType<float[]>()];
            return new ExpressionMoment(chunk.Average(moment => moment.Seconds), known.Length == 0 ? null : ExpressionMoment.Mean(known));
        });

    private static IEnumerable<List<ExpressionMoment>> Runs(IEnumerable<ExpressionMoment> moments)
    {
        List<ExpressionMoment> run = [];
        foreach (var moment in moments)
        {
            if (moment.Probabilities is not null)
            {
                run.Add(moment);
            }
            else if (run.Count > 0)
            {
                yield return run;
                run = [];
            }
        }

        if (run.Count > 0) yield return run;
    }
}

/// <summary>Holds the mean probabilities of the faces at a time of a video.</summary>
/// <param name="Seconds">The time since the first frame.</param>
/// <param name="Probabilities">One mean for each class; null without a face.</param>
internal sealed record ExpressionMoment(double Seconds, float[]? Probabilities)
{
    /// <summary>Averages the probabilities of each class; there is at least one face.</summary>
    public static float[] Mean(IReadOnlyList<IReadOnlyList<float>> faces) =>
        [.. Enumerable.Range(0, faces[0].Count).Select(label => faces.Average(face => face[label]))];
}
