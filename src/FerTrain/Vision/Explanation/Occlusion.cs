using static TorchSharp.torch;

namespace FerTrain.Vision.Explanation;

/// <summary>Computes occlusion sensitivity (Zeiler and Fergus, 2014): the loss of a class's probability when a patch of the face is hidden.</summary>
/// <param name="probabilities">The model: grey values N×1×S×S to probabilities N×classes.</param>
/// <param name="patch">The side of the patch in pixels.</param>
/// <param name="stride">The distance from one patch to the next in pixels, at most the side of the patch.</param>
internal sealed class Occlusion(Func<Tensor, Tensor> probabilities, int patch, int stride)
{
    private const int BatchSize = 64;

    /// <summary>Uses patches of a sixth of the side, which is about an eye or half a mouth.</summary>
    public static Occlusion ForSide(Func<Tensor, Tensor> probabilities, int side) =>
        new(probabilities, patch: Math.Max(side / 6, 1), stride: Math.Max(side / 24, 1));

    /// <summary>Returns for each pixel the mean loss over all patches that hide it with the face's mean grey; it is negative where hiding helps the class.</summary>
    /// <param name="grey">The grey values 0–255 of one face, 1×1×S×S.</param>
    /// <param name="label">The class.</param>
    public float[] Of(Tensor grey, int label)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var side = (int)grey.shape[^1];
        var face = grey.cpu().contiguous().data<float>().ToArray();
        var whole = ClassProbabilities([face], side, grey.device, label)[0];
        var (loss, hidden) = (new float[face.Length], new int[face.Length]);
        foreach (var corners in Patches(side).Chunk(BatchSize))
        {
            var results = ClassProbabilities([.. corners.Select(corner => Hide(face, side, corner))], side, grey.device, label);
            foreach (var (corner, result) in corners.Zip(results))
                foreach (var pixel in Pixels(corner, side))
                {
                    loss[pixel] += whole - result;
                    hidden[pixel]++;
                }
        }

        return [.. loss.Zip(hidden, (sum, count) => sum / count)];
    }

    /// <summary>Returns the upper left corners of the patches; the last of a row or column reaches the border.</summary>
    private IEnumerable<(int Top, int Left)> Patches(int side)
    {
        var last = side - patch;
        int[] starts = [.. Enumerable.Range(0, last / stride + 1).Select(step => step * stride).Append(last).Distinct()];
        return from top in starts from left in starts select (top, left);
    }

    private IEnumerable<int> Pixels((int Top, int Left) corner, int side) =>
        from y in Enumerable.Range(corner.Top, patch) from x in Enumerable.Range(corner.Left, patch) select y * side + x;

    private float[] Hide(float[] face, int side, (int Top, int Left) corner)
    {
        float[] covered = [.. face];
        var mean = face.Average();
        foreach (var pixel in Pixels(corner, side))
            covered[pixel] = mean;
        return covered;
    }

    private float[] ClassProbabilities(float[][] faces, int side, Device device, int label)
    {
        using var scope = NewDisposeScope();
        var results = probabilities(tensor([.. faces.SelectMany(face => face)], [faces.Length, 1, side, side], device: device));
        return results[TensorIndex.Colon, label].cpu().contiguous().data<float>().ToArray();
    }
}
