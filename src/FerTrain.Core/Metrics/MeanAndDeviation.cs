namespace FerTrain.Core.Metrics;

/// <summary>The mean of repeated trainings and their sample standard deviation, which a single one does not have.</summary>
public sealed record MeanAndDeviation(double Mean, double? StandardDeviation)
{
    public static MeanAndDeviation Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return new(mean, values.Count > 1 ? Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)) : null);
    }
}
