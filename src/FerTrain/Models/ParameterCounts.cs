using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>The size of a model or of one layer as Keras counts it: BatchNorm's running statistics are part of the total.</summary>
/// <param name="Total">All values.</param>
/// <param name="Trainable">The values that training changes by gradients.</param>
public readonly record struct ParameterCounts(long Total, long Trainable)
{
    private const string BatchCounter = "num_batches_tracked"; // torch's own, no statistic

    public long NonTrainable => Total - Trainable;

    public static ParameterCounts Of(Module module) => new(
        module.parameters().Sum(parameter => parameter.numel())
            + module.named_buffers().Where(buffer => !buffer.name.EndsWith(BatchCounter, StringComparison.Ordinal)).Sum(buffer => buffer.buffer.numel()),
        module.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel()));
}
