namespace FerTrain.Core.Config;

/// <summary>The <c>tensorboard:</c> block.</summary>
public sealed record TensorboardConfig
{
    /// <summary>Show histograms of each layer's weights after an epoch, and of the gradients of its last update.</summary>
    public bool Histograms { get; init; }
}
