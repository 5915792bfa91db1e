using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

internal static class Matrices
{
    public static ConfusionMatrix FromCounts(int[][] counts) => new(
        counts.Length,
        from truth in Enumerable.Range(0, counts.Length)
        from predicted in Enumerable.Range(0, counts.Length)
        from pair in Enumerable.Repeat((truth, predicted), counts[truth][predicted])
        select pair);
}
