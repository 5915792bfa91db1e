using System.Collections.Immutable;
using System.Runtime.InteropServices;
using FerTrain.Augmentation;
using FerTrain.Models;
using FerTrain.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Training;

/// <summary>Runs a model over rows in evaluation mode, with the weights that it has when this is created.</summary>
internal sealed class Inference(Classifier model, FaceTensors faces, Preprocessor input) : IDisposable
{
    private const int UsualSize = 64;

    // Activations of so many faces still fit the caches of two cores; a GPU wants more work at a time, as far as its memory goes. Larger
    // images come in smaller batches.
    private int _batchSize = Math.Max(8, (int)((faces.Device.type == DeviceType.CPU ? 256 : 2048) * Math.Min(1, Math.Pow((double)UsualSize / input.Spec.InputSize, 2))));

    private readonly FoldedModel _model = new(model, ModelInput.Of(input.Spec));

    public void Dispose() => _model.Dispose();

    /// <summary>
    /// Mean cross-entropy and accuracy, on augmented faces where an augmentation of the rows is given. The validation of an epoch is
    /// not cancelled, or the epoch would be lost.
    /// </summary>
    public (double Loss, double Accuracy) Score(ImmutableArray<int> rows, DrawnAugmentation? augmentation = null, CancellationToken cancel = default)
    {
        using var scope = NewDisposeScope();
        var lossSum = zeros([], faces.Device.type == DeviceType.MPS ? float32 : float64, faces.Device); // MPS has no float64
        var correct = zeros([], int64, faces.Device);
        ForEachBatch(rows, (pixels, start) => _model.Logits(augmentation?.From(pixels, start) ?? input.From(pixels)), (logits, labels) =>
        {
            _ = lossSum.Accumulate(functional.cross_entropy(logits, labels, reduction: Reduction.Sum));
            _ = correct.Accumulate(logits.argmax(1).eq(labels).sum());
        }, cancel);
        return (lossSum.cpu().to(float64).item<double>() / rows.Length, (double)correct.item<long>() / rows.Length);
    }

    /// <summary>Class probabilities, rows × classes, averaged over <see cref="TestTimeViews"/>.</summary>
    /// <exception cref="OperationCanceledException">Cancelled between two batches.</exception>
    public float[] Probabilities(ImmutableArray<int> rows, IReadOnlyList<Func<Tensor, Tensor>> views, CancellationToken cancel)
    {
        var probabilities = new List<float>();
        ForEachBatch(rows, Mean, (means, _) => probabilities.AddRange(means.cpu().data<float>().ToArray()), cancel);
        return [.. probabilities];

        Tensor Mean(Tensor pixels, int start)
        {
            var grey = input.Resize(pixels);
            return views.Select(view => Probabilities(view, grey)).Aggregate((sum, next) => sum.Accumulate(next)).Over(views.Count);
        }
    }

    private Tensor Probabilities(Func<Tensor, Tensor> view, Tensor grey)
    {
        using var scope = NewDisposeScope(); // a view at a time: ten of them would fill the memory
        return _model.Logits(input.Scale(view(grey))).softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>Computes answers of pixels and the place of the first among the rows, and visits them with their labels. A batch that the memory cannot hold is halved.</summary>
    private void ForEachBatch(ImmutableArray<int> rows, Func<Tensor, int, Tensor> compute, Action<Tensor, Tensor> visit, CancellationToken cancel)
    {
        DenormalNumbers.Flush();
        using var quiet = no_grad();
        for (var start = 0; start < rows.Length;)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = faces.Rows(rows.AsSpan(start, Math.Min(_batchSize, rows.Length - start)));
            Tensor answers;
            try
            {
                answers = compute(faces.Images.index_select(0, batch), start);
            }
            catch (ExternalException error) when (OutOfMemory.Is(error) && _batchSize > 1)
            {
                _batchSize /= 2;
                continue;
            }

            visit(answers, faces.Labels.index_select(0, batch));
            start += (int)batch.shape[0];
        }
    }
}
