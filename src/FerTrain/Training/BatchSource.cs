using FerTrain.Augmentation;

namespace FerTrain.Training;

/// <summary>Makes the batches of a training from all faces and from what chance decided.</summary>
internal sealed class BatchSource(FaceTensors faces, AugmentationPipeline input)
{
    public FaceTensors Faces => faces;

    public AugmentationPipeline Input => input;

    /// <summary>Images scaled and augmented, and what the model should make of them.</summary>
    public TrainingBatch Batch(BatchDraw draw)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var inputs = input.From(faces.Images.index_select(0, draw.Rows), draw.Changes);
        var labels = draw.Labels?.alias() ?? faces.Labels.index_select(0, draw.Rows);
        var softLabels = draw.Labels is null ? faces.SoftLabels?.index_select(0, draw.Rows) : null;
        var batch = new TrainingBatch(inputs, softLabels ?? labels.alias(), labels); // an alias, since each of the three is moved out once
        return input.Mixing.Mix(batch, draw.Mixing).MoveToOuterDisposeScope();
    }
}
