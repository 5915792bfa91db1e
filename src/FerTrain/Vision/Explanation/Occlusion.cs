using static TorchSharp.torch;

namespace FerTrain.Vision.Explanation;

/// <summary>Occlusion sensitivity (Zeiler and Fergus, 2014): how much of a class's probability goes when a patch of the face is hidden.</summary>
/// <param name="probabilities">Of grey values N×1×S×S: N×classes.</param>
/// <param name="patch">Side of the patch in pixels.</param>
/// <param name="stride">Pixels from one place of it to the next, at most its side.</param>
public sealed class Occlusion(Func<Tensor, Tensor> probabilities, int patch, int stride)
{
    private const int BatchSize = 64;

    /// <summary>A patch of a sixth of the side is about an eye or half a mouth.</summary>
    public static Occlusion ForSide(Func<Tensor, Tensor> probabilities, int side) =>
        new(probabilities, patch: Math.Max(side / 6, 1), stride: Math.Max(side / 24, 1));

    /// <summary>For each pixel the mean loss over all patches that hide it, in the face's mean grey; below 0 where hiding helps the class.</summary>
    /// <param name="grey">One face, 1×1×S×S, of 0 to 255.</param>
    /// <param name="label">The class.</param>
    public float[] Of(Tensor grey, int label)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var side = (int)grey.shape[^1];
        var face = grey.cpu().contiguous().data<float>().ToArray();
        var whole = Answers([face], side, grey.device, label)[0];
        var (loss, hidden) = (new float[face.Length], new int[face.Length]);
        foreach (var places in Places(side).Chunk(BatchSize))
        {
            var answers = Answers([.. places.Select(place => Hide(face, side, place))], side, grey.device, label);
            foreach (var (place, answer) in places.Zip(answers))
                foreach (var pixel in Pixels(place, side))
                {
                    loss[pixel] += whole - answer;
                    hidden[pixel]++;
                }
        }

        return [.. loss.Zip(hidden, (sum, count) => sum / count)];
    }

    /// <summary>Left upper corners; the last of a row or column reaches the border.</summary>
    private IEnumerable<(int Top, int Left)> Places(int side)
    {
        var last = side - patch;
        int[] starts = [.. Enumerable.Range(0, last / stride + 1).Select(step => step * stride).Append(last).Distinct()];
        return from top in starts from left in starts select (top, left);
    }

    private IEnumerable<int> Pixels((int Top, int Left) place, int side) =>
        from y in Enumerable.Range(place.Top, patch) from x in Enumerable.Range(place.Left, patch) select y * side + x;

    private float[] Hide(float[] face, int side, (int Top, int Left) place)
    {
        float[] covered = [.. face];
        var mean = face.Average();
        foreach (var pixel in Pixels(place, side))
            covered[pixel] = mean;
        return covered;
    }

    private float[] Answers(float[][] faces, int side, Device device, int label)
    {
        using var scope = NewDisposeScope();
        var answers = probabilities(tensor([.. faces.SelectMany(face => face)], [faces.Length, 1, side, side], device: device));
        return answers[TensorIndex.Colon, label].cpu().contiguous().data<float>().ToArray();
    }
}
