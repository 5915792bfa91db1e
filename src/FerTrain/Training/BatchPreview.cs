using FerTrain.Augmentation;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Training;

/// <summary>Holds the batch of a training step for people to look at.</summary>
/// <param name="Images">The network's input as square grey images, row-major; of equal channels, the first.</param>
/// <param name="Targets">The fraction of each class in each image's target.</param>
/// <param name="Black">The number of the input that is 0 in an image.</param>
/// <param name="White">The number that is 255.</param>
internal sealed record BatchPreview(IReadOnlyList<byte[]> Images, IReadOnlyList<float[]> Targets, float Black, float White)
{
    internal static BatchPreview Of(TrainingBatch batch, int classes)
    {
        using var scope = NewDisposeScope();
        var softLabels = batch.Targets.dtype == int64 ? functional.one_hot(batch.Targets, classes).to(float32) : batch.Targets;
        var numbers = batch.Inputs[TensorIndex.Colon, 0].cpu().data<float>().ToArray();
        var (black, white) = (numbers.Min(), numbers.Max());
        var range = white > black ? white - black : 1;
        byte[] pixels = [.. numbers.Select(number => (byte)MathF.Round((number - black) / range * 255))];
        return new(
            [.. pixels.Chunk(pixels.Length / (int)batch.Inputs.shape[0])],
            [.. softLabels.cpu().data<float>().ToArray().Chunk(classes)],
            black, white);
    }
}
