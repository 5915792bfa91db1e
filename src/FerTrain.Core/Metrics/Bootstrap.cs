namespace FerTrain.Core.Metrics;

/// <summary>
/// The percentile bootstrap (Efron, 1979): 95 % confidence intervals from test sets that are sampled, with replacement,
/// from the rows of the given one. The same rows give the same intervals.
/// </summary>
/// <remarks>
/// Where a class has only a handful of rows, resamples that miss it pull macro F1 down, and its interval with it.
/// </remarks>
internal static class Bootstrap
{
    private const double Tail = 0.025;

    /// <summary>Gives the low and the high end of the interval of every metric that has one, by its key.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<double>> Intervals(ConfusionMatrix matrix, int resamples)
    {
        var metrics = Metric.All.Where(metric => metric.OfMatrix is not null).ToArray();
        var values = Array.ConvertAll(metrics, _ => new double[resamples]);
        var cells = Cells(matrix);
        var random = new Seeds(0).Stream("bootstrap");
        for (var r = 0; r < resamples; r++)
        {
            var resample = Resample(cells, matrix.Classes, random);
            for (var m = 0; m < metrics.Length; m++)
                values[m][r] = metrics[m].OfMatrix!(resample);
        }

        return metrics.Zip(values).ToDictionary(pair => pair.First.Key, IReadOnlyList<double> (pair) => Interval(pair.Second));
    }

    /// <summary>Gives the cell of the matrix that each row counts in, which is all that a score needs of the row.</summary>
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

    /// <summary>Interpolates between the two nearest values, as NumPy's percentile does.</summary>
    private static double Quantile(double[] sorted, double fraction)
    {
        var (index, rest) = (Math.Floor(fraction * (sorted.Length - 1)), fraction * (sorted.Length - 1) % 1);
        var (lower, upper) = (sorted[(int)index], sorted[Math.Min((int)index + 1, sorted.Length - 1)]);
        return lower + rest * (upper - lower);
    }
}
