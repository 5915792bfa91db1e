using System.Globalization;
using FerTrain.Training;

namespace FerTrain.Figures;

/// <summary>The pictures of a training step as the network sees them, and what it should call them.</summary>
public static class TrainBatch
{
    private const int Columns = 8, MostRows = 4;

    public static Figure Draw(IReadOnlyList<string> classNames, SeenBatch batch)
    {
        var shown = batch.Pictures.Take(Columns * MostRows).Select((pixels, i) => new FaceTile(pixels, Caption(classNames, batch.Targets[i]))).ToArray();
        var count = shown.Length < batch.Pictures.Count ? $"{shown.Length} of {batch.Pictures.Count} faces" : $"{shown.Length} faces";
        return new FaceGrid([.. shown.Chunk(Columns)], []).Draw(string.Create(CultureInfo.InvariantCulture,
            $"First training batch: {count}, black is {batch.Black:0.##}, white {batch.White:0.##}"));
    }

    /// <summary>The class, or the two largest shares where the target is mixed.</summary>
    private static string[] Caption(IReadOnlyList<string> classNames, float[] target)
    {
        var largest = target.Select((share, label) => (share, label)).Where(part => part.share > 0).OrderByDescending(part => part.share).Take(2).ToArray();
        return largest is [( >= 1, var only)]
            ? [classNames[only]]
            : [.. largest.Select(part => $"{classNames[part.label]} {FigureStyle.Percent(part.share, "0")}")];
    }
}
