using FerTrain.Core;
using FerTrain.Tests.Training;
using FerTrain.Torch;
using FerTrain.Vision.Explanation;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace FerTrain.Tests.Vision.Explanation;

[Collection(TestCollections.Libtorch)]
public sealed class OcclusionTests
{
    private const int Side = 8;

    static OcclusionTests() => OneThread.Use();

    [Fact]
    public void A_pixel_is_worth_the_mean_loss_of_the_patches_over_it() => Prop.ForAll(
        Gen.Choose(1, 5).ToArbitrary(), Gen.Choose(1, 4).ToArbitrary(), ArbMap.Default.ArbFor<ulong>(), (patch, stride, seed) =>
        {
            stride = Math.Min(stride, patch);
            var random = new RandomStream(seed);
            float[] face = [.. Enumerable.Range(0, Side * Side).Select(_ => (float)random.Uniform(0, 255))];
            float[] weights = [.. face.Select(_ => (float)random.Uniform(-1, 1))];
            using var scope = NewDisposeScope();
            var grey = tensor(face, [1, 1, Side, Side]);

            var actual = new Occlusion(Scores, patch, stride).Of(grey, label: 1);

            actual.ShouldBe(Naive(face, weights, patch, stride), 0.05f);

            // A linear score in the second of two columns.
            Tensor Scores(Tensor greys)
            {
                var flat = greys.flatten(1);
                return nn.functional.linear(flat, cat([zeros([1, Side * Side]), tensor(weights, [1, Side * Side])]));
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Only_pixels_that_the_prediction_depends_on_count()
    {
        using var scope = NewDisposeScope();
        float[] face = [.. Enumerable.Range(0, Side * Side).Select(i => i == 0 ? 255f : 0)];

        var loss = new Occlusion(greys => greys.flatten(1).Over(255), patch: 2, stride: 2).Of(tensor(face, [1, 1, Side, Side]), label: 0);

        int[] corner = [0, 1, Side, Side + 1];
        loss.Index().ShouldAllBe(pixel => corner.Contains(pixel.Index) ? pixel.Item > 0.9f : Math.Abs(pixel.Item) < 1e-6f);
    }

    private static float[] Naive(float[] face, float[] weights, int patch, int stride)
    {
        var starts = Enumerable.Range(0, Side - patch + 1).Where(start => start % stride == 0 || start == Side - patch).ToArray();
        var mean = face.Average();
        float[] loss = new float[face.Length], patches = new float[face.Length];
        foreach (var top in starts)
            foreach (var left in starts)
            {
                bool Covers(int pixel) => pixel / Side >= top && pixel / Side < top + patch && pixel % Side >= left && pixel % Side < left + patch;
                var drop = Enumerable.Range(0, face.Length).Where(Covers).Sum(pixel => weights[pixel] * (face[pixel] - mean));
                foreach (var pixel in Enumerable.Range(0, face.Length).Where(Covers))
                    (loss[pixel], patches[pixel]) = (loss[pixel] + drop, patches[pixel] + 1);
            }

        return [.. loss.Zip(patches, (sum, count) => sum / count)];
    }
}
