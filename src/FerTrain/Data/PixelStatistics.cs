namespace FerTrain.Data;

/// <summary>Range and moments of grey values; all zero for no pixels.</summary>
public sealed record PixelStatistics(int Min, int Max, double Mean, double StandardDeviation)
{
    public static PixelStatistics Of(ReadOnlySpan<byte> pixels)
    {
        if (pixels.IsEmpty)
            return new(0, 0, 0, 0);
        Span<long> counts = stackalloc long[256];
        counts.Clear();
        foreach (var pixel in pixels)
            counts[pixel]++;

        double sum = 0, squares = 0;
        for (var value = 0; value < counts.Length; value++)
        {
            sum += (double)value * counts[value];
            squares += (double)value * value * counts[value];
        }

        var mean = sum / pixels.Length;
        return new(counts.IndexOfAnyExcept(0), counts.LastIndexOfAnyExcept(0), mean, Math.Sqrt(Math.Max(0, squares / pixels.Length - mean * mean)));
    }
}
