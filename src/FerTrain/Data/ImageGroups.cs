using System.Numerics;
using FerTrain.Core.Metrics;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Groups the rows that hold one image.</summary>
internal static class ImageGroups
{
    /// <summary>Groups the rows of equal images, or of nearly equal ones too.</summary>
    public static IReadOnlyList<int[]> Of(FaceSet faces, bool near) => near ? Near(faces, Equal(faces)) : Equal(faces);

    /// <summary>Groups the rows of equal pixels; rows and groups have the order of the file.</summary>
    public static IReadOnlyList<int[]> Equal(FaceSet faces) =>
        [.. Enumerable.Range(0, faces.Count).GroupBy(row => row, new PixelComparer(faces)).Select(group => group.ToArray())];

    /// <summary>
    /// Joins groups whose images are nearly equal: the same photograph, scaled, shifted or compressed anew. Images of one grey
    /// value stay apart.
    /// </summary>
    public static IReadOnlyList<int[]> Near(FaceSet faces, IReadOnlyList<int[]> equal)
    {
        var firstOf = Enumerable.Range(0, equal.Count).ToArray();
        foreach (var (one, other) in NearImages.Pairs(faces, [.. equal.Select(rows => rows[0])]))
            firstOf[Math.Max(First(one), First(other))] = Math.Min(First(one), First(other));
        return [.. equal.Index().GroupBy(group => First(group.Index)).Select(group => group.SelectMany(member => member.Item).Order().ToArray())];

        int First(int group)
        {
            while (firstOf[group] != group) group = firstOf[group] = firstOf[firstOf[group]];
            return group;
        }
    }
}

/// <summary>
/// Finds nearly equal images by the perceptual hash pHash (Zauner, 2010): the signs of 64 low frequencies of the cosine
/// transform. Faces that are cropped alike can share a hash, so that the correlation of the pixels decides.
/// </summary>
internal sealed class NearImages
{
    private const int MostBits = 12; // of 64 that differ
    private const double LeastCorrelation = 0.9;
    private const int TransformedSide = 32, HashSide = 8;

    private readonly FaceSet _faces;
    private readonly int[] _rows;
    private readonly ulong[] _hashes;
    private readonly double[] _means, _norms;

    private NearImages(FaceSet faces, int[] rows)
    {
        OpenCvLibrary.Require();
        (_faces, _rows) = (faces, rows);
        _hashes = [.. rows.AsParallel().AsOrdered().Select(row => Hash(faces, row))];
        _means = [.. rows.Select(row => Sum(faces.Face(row)) / PixelCount)];
        _norms = [.. rows.Select((row, image) => Math.Sqrt(Dot(faces.Face(row), faces.Face(row)) - PixelCount * _means[image] * _means[image]))];
    }

    private double PixelCount => _faces.Size * _faces.Size;

    /// <summary>Returns the pairs of indices into <paramref name="rows"/>, the smaller first, in order.</summary>
    public static IReadOnlyList<(int One, int Other)> Pairs(FaceSet faces, int[] rows)
    {
        var images = new NearImages(faces, rows);
        return [.. ParallelEnumerable.Range(0, rows.Length).SelectMany(images.After).Order()];
    }

    private List<(int One, int Other)> After(int one)
    {
        var near = new List<(int, int)>();
        for (var other = one + 1; other < _hashes.Length; other++)
            if (BitOperations.PopCount(_hashes[one] ^ _hashes[other]) <= MostBits && Correlation(one, other) >= LeastCorrelation)
                near.Add((one, other));
        return near;
    }

    /// <summary>Pearson's correlation of two images; not a number, and so below any limit, where one has a single grey value.</summary>
    private double Correlation(int one, int other) =>
        (Dot(_faces.Face(_rows[one]), _faces.Face(_rows[other])) - PixelCount * _means[one] * _means[other]) / (_norms[one] * _norms[other]);

    private static ulong Hash(FaceSet faces, int row)
    {
        using var grey = GrayscaleImage.Of(faces, row);
        using var small = new Mat();
        Cv2.Resize(grey, small, new Size(TransformedSide, TransformedSide), interpolation: InterpolationFlags.Area);
        small.ConvertTo(small, MatType.CV_32F);
        Cv2.Dct(small, small);
        using var corner = small[0, HashSide, 0, HashSide];
        using var low = corner.Clone();
        var frequencies = low.AsSpan<float>().ToArray();
        var median = Median.Of(frequencies.Select(frequency => (double)frequency));
        return frequencies.Index().Where(frequency => frequency.Item > median).Aggregate(0UL, (hash, frequency) => hash | (1UL << frequency.Index));
    }

    private static double Sum(ReadOnlySpan<byte> pixels)
    {
        var sum = 0L;
        foreach (var pixel in pixels) sum += pixel;
        return sum;
    }

    private static double Dot(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var sum = 0L;
        for (var i = 0; i < one.Length && i < other.Length; i++) sum += one[i] * other[i];
        return sum;
    }
}
