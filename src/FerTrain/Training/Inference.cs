using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Training;

/// <summary>Runs a model over rows in evaluation mode, without gradients.</summary>
public sealed class Inference(Classifier model, FaceTensors faces, PixelInput input)
{
    // Activations of this many faces still fit the caches of two cores.
    private const int BatchSize = 256;

    /// <summary>Mean cross-entropy and accuracy.</summary>
    public (double Loss, double Accuracy) Score(ImmutableArray<int> rows)
    {
        using var scope = NewDisposeScope();
        var lossSum = zeros([], float64, faces.Device);
        var correct = zeros([], int64, faces.Device);
        ForEachBatch(rows, (logits, labels) =>
        {
            _ = lossSum.add_(functional.cross_entropy(logits, labels, reduction: Reduction.Sum));
            _ = correct.add_(logits.argmax(1).eq(labels).sum());
        });
        return (lossSum.item<double>() / rows.Length, (double)correct.item<long>() / rows.Length);
    }

    /// <summary>Class probabilities, rows × classes.</summary>
    public float[] Probabilities(ImmutableArray<int> rows)
    {
        var probabilities = new List<float>();
        ForEachBatch(rows, (logits, _) => probabilities.AddRange(logits.softmax(1).data<float>().ToArray()));
        return [.. probabilities];
    }

    private void ForEachBatch(ImmutableArray<int> rows, Action<Tensor, Tensor> visit)
    {
        using var quiet = no_grad();
        model.eval();
        for (var start = 0; start < rows.Length; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var batch = faces.Rows(rows.AsSpan(start, Math.Min(BatchSize, rows.Length - start)));
            var inputs = input.From(faces.Pictures.index_select(0, batch));
            visit(model.call(inputs), faces.Labels.index_select(0, batch));
        }
    }
}
