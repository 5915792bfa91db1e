using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>The finished epochs as a checkpoint holds them: a table of float64, one row an epoch.</summary>
internal static class HistoryTable
{
    public static StoredTensor Store(IReadOnlyList<EpochMetrics> history)
    {
        double[] cells = [.. history.SelectMany(metrics => metrics.ToNumbers())];
        return new StoredTensor(ElementType.Float64, [history.Count, EpochMetrics.Columns], MemoryMarshal.AsBytes<double>(cells).ToArray());
    }

    public static IEnumerable<EpochMetrics> Read(StoredTensor table)
    {
        if (table.Type != ElementType.Float64 || table.Shape is not [_, EpochMetrics.Columns])
            throw new UserError($"The checkpoint's history is {table.Type} [{string.Join(", ", table.Shape)}], accepted: Float64 [epochs, {EpochMetrics.Columns}].");
        return MemoryMarshal.Cast<byte, double>(table.Bytes.Span).ToArray().Chunk(EpochMetrics.Columns).Select(row => EpochMetrics.FromNumbers(row));
    }
}
