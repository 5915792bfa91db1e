using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>The finished epochs as a checkpoint holds them: a table of float64, one row an epoch.</summary>
internal static class HistoryTable
{
    private const int Columns = 8;

    public static StoredTensor Store(IReadOnlyList<EpochMetrics> history)
    {
        double[] cells = [.. history.SelectMany(m => new[]
        {
            m.Epoch, m.LearningRate, m.TrainLoss, m.TrainAccuracy, m.ValLoss, m.ValAccuracy, m.Seconds, m.ImagesPerSecond,
        })];
        return new StoredTensor(ElementType.Float64, [history.Count, Columns], MemoryMarshal.AsBytes<double>(cells).ToArray());
    }

    public static IEnumerable<EpochMetrics> Read(StoredTensor table)
    {
        if (table.Type != ElementType.Float64 || table.Shape is not [_, Columns])
            throw new UserError($"The checkpoint's history is {table.Type} [{string.Join(", ", table.Shape)}], accepted: Float64 [epochs, {Columns}].");
        return MemoryMarshal.Cast<byte, double>(table.Bytes.Span).ToArray().Chunk(Columns).Select(cells => new EpochMetrics
        {
            Epoch = (int)cells[0],
            LearningRate = cells[1],
            TrainLoss = cells[2],
            TrainAccuracy = cells[3],
            ValLoss = cells[4],
            ValAccuracy = cells[5],
            Seconds = cells[6],
            ImagesPerSecond = cells[7],
        });
    }
}
