namespace FerTrain.Core.Metrics;

/// <summary>The mean and the sample standard deviation of repeated trainings; a single one has no deviation.</summary>
public sealed record MeanAndDeviation(double Mean, double? StandardDeviation)
{
    /// <summary>Writes both in percent.</summary>
    internal string Percent() => StandardDeviation is { } deviation
        ? $"{MetricFormat.Percent.Number(Mean)} ± {MetricFormat.Percent.Text(deviation)}"
        : MetricFormat.Percent.Text(Mean);

    public static MeanAndDeviation Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return new(mean, values.Count > 1 ? Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)) : null);
    }
}
