using System.Globalization;
using FerTrain.Core;
using FerTrain.Training;

namespace FerTrain.Figures;

/// <summary>Draws the images of a training batch as the network gets them, with their labels.</summary>
internal static class TrainBatch
{
    private const int Columns = 8, MostRows = 4;

    public static Figure Draw(IReadOnlyList<string> classNames, BatchPreview batch)
    {
        var shown = batch.Images.Take(Columns * MostRows).Select((pixels, i) => new FaceTile(pixels, Caption(classNames, batch.Targets[i]))).ToArray();
        var count = shown.Length < batch.Images.Count ? $"{shown.Length} of {batch.Images.Count} faces" : Counted.Of(shown.Length, "face");
        return new FaceGrid([.. shown.Chunk(Columns)], []).Draw(string.Create(CultureInfo.InvariantCulture,
            $"First training batch: {count}, black is {batch.Black:0.##}, white {batch.White:0.##}"));
    }

    /// <summary>Names the class, or the two largest fractions of a soft label.</summary>
    private static string[] Caption(IReadOnlyList<string> classNames, float[] target)
    {
        var largest = target.Select((fraction, label) => (fraction, label)).Where(part => part.fraction > 0).OrderByDescending(part => part.fraction).Take(2).ToArray();
        return largest is [( >= 1, var only)]
            ? [classNames[only]]
            : [.. largest.Select(part => $"{classNames[part.label]} {FigureStyle.Percent(part.fraction, "0")}")];
    }
}
