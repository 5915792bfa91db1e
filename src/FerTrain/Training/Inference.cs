using System.Collections.Immutable;
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

    // Activations of so many faces still fit the caches of two cores; a GPU wants more work at a time. Larger images come in smaller batches.
    private readonly int _batchSize = Math.Max(8, (int)((faces.Device.type == DeviceType.CPU ? 256 : 2048) * Math.Min(1, Math.Pow((double)UsualSize / input.Spec.InputSize, 2))));

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
        ForEachBatch(rows, (start, pixels, labels) =>
        {
            var logits = _model.Logits(augmentation?.From(pixels, start) ?? input.From(pixels));
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
        ForEachBatch(rows, (_, pixels, _) =>
        {
            var grey = input.Resize(pixels);
            var sum = views.Select(view => Probabilities(view, grey)).Aggregate((sum, next) => sum.Accumulate(next));
            probabilities.AddRange(sum.Over(views.Count).cpu().data<float>().ToArray());
        }, cancel);
        return [.. probabilities];
    }

    private Tensor Probabilities(Func<Tensor, Tensor> view, Tensor grey)
    {
        using var scope = NewDisposeScope(); // a view at a time: ten of them would fill the memory
        return _model.Logits(input.Scale(view(grey))).softmax(1).MoveToOuterDisposeScope();
    }

    private void ForEachBatch(ImmutableArray<int> rows, Action<int, Tensor, Tensor> visit, CancellationToken cancel)
    {
        DenormalNumbers.Flush();
        using var quiet = no_grad();
        for (var start = 0; start < rows.Length; start += _batchSize)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = faces.Rows(rows.AsSpan(start, Math.Min(_batchSize, rows.Length - start)));
            visit(start, faces.Images.index_select(0, batch), faces.Labels.index_select(0, batch));
        }
    }
}
