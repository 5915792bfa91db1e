using FerTrain.Core;
using FerTrain.Data.Synthetic;

namespace FerTrain.Data;

/// <summary>Generates labelled faces in FER2013's format from a seed, so that trials and tests need no download.</summary>
internal static class SyntheticFaces
{
    /// <summary>
    /// Generates seven expressions in equal numbers, split 80/10/10 by Usage. A face depends only on the seed and its row.
    /// </summary>
    public static FaceSet Generate(int count, long seed)
    {
        const int size = FaceSet.Fer2013Size;
        var pixels = new byte[count * size * size];
        var seeds = new Seeds(seed);
        Parallel.For(0, count, row => DrawFace(seeds.Stream("synthetic face", row), Label(row), pixels.AsSpan(row * size * size, size * size)));
        return new FaceSet(pixels, [.. Enumerable.Range(0, count).Select(Label)], [.. Enumerable.Range(0, count).Select(UsageOf)]);
    }

    // Seven and ten have no common factor, so every Usage gets equally many faces of each class.
    private static byte Label(int row) => (byte)(row % ClassNames.Fer2013.Count);

    private static Usage UsageOf(int row) => (row % 10) switch
    {
        8 => Usage.PublicTest,
        9 => Usage.PrivateTest,
        _ => Usage.Training,
    };

    private static void DrawFace(RandomStream random, byte label, Span<byte> pixels)
    {
        var canvas = new Canvas(FaceSet.Fer2013Size);
        float Random(double low, double high) => (float)random.Uniform(low, high);

        var variants = Expression.OfClass[label];
        var expression = variants[random.NextInt(variants.Length)].Times(Random(0.7, 1.2));
        canvas.Background(Random(0.05, 0.95), Random(0.05, 0.95), Random(0, Math.Tau));
        new FaceDrawing(canvas, new Pose(random, FaceSet.Fer2013Size), new Person(random), expression).Draw();
        canvas.Light(Random(0, 0.5), Random(0, Math.Tau));
        canvas.Blur(Random(0, 0.5));
        canvas.Noise(Random(0.005, 0.035), random);
        canvas.WriteTo(pixels, Random(0.6, 1.1), Random(-0.1, 0.1));
    }
}
