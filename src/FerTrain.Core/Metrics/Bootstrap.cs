namespace FerTrain.Core.Metrics;

/// <summary>
/// The percentile bootstrap (Efron, 1979): scores of test sets that are drawn, with replacement, from the rows of the
/// one at hand. The same rows give the same intervals.
/// </summary>
/// <remarks>
/// Where a class has only a handful of rows, resamples that miss it pull macro F1 down, and its interval with it.
/// </remarks>
public static class Bootstrap
{
    private const double Tail = 0.025;

    public static ConfidenceIntervals Of(ConfusionMatrix matrix, int resamples)
    {
        Func<ConfusionMatrix, double>[] scores = [m => m.Accuracy, m => m.BalancedAccuracy, m => m.Macro(m.F1), m => m.Weighted(m.F1)];
        var values = Array.ConvertAll(scores, _ => new double[resamples]);
        var cells = Cells(matrix);
        var random = new Seeds(0).Stream("bootstrap");
        for (var r = 0; r < resamples; r++)
        {
            var resample = Resample(cells, matrix.Classes, random);
            for (var s = 0; s < scores.Length; s++)
                values[s][r] = scores[s](resample);
        }

        return new(Interval(values[0]), Interval(values[1]), Interval(values[2]), Interval(values[3]));
    }

    /// <summary>The cell of the matrix that each row stands in: all that a score needs to know of it.</summary>
    private static int[] Cells(ConfusionMatrix matrix) =>
    [
        .. matrix.Counts.SelectMany(row => row).SelectMany((count, cell) => Enumerable.Repeat(cell, count)),
    ];

    private static ConfusionMatrix Resample(int[] cells, int classes, RandomStream random)
    {
        var counts = new int[classes * classes];
        for (var i = 0; i < cells.Length; i++)
            counts[cells[random.NextInt(cells.Length)]]++;
        return new ConfusionMatrix([.. counts.Chunk(classes)]);
    }

    private static double[] Interval(double[] values)
    {
        Array.Sort(values);
        return [Quantile(values, Tail), Quantile(values, 1 - Tail)];
    }

    /// <summary>Interpolated between the two nearest, as NumPy's percentile is.</summary>
    private static double Quantile(double[] sorted, double fraction)
    {
        var (place, part) = (Math.Floor(fraction * (sorted.Length - 1)), fraction * (sorted.Length - 1) % 1);
        var (lower, upper) = (sorted[(int)place], sorted[Math.Min((int)place + 1, sorted.Length - 1)]);
        return lower + part * (upper - lower);
    }
}
