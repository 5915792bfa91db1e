using static TorchSharp.torch;

namespace FerTrain.Models.Classic;

/// <summary>The nodes of trees as columns of a table.</summary>
/// <param name="Features">What each node looks at.</param>
/// <param name="Thresholds">A value above goes right.</param>
/// <param name="Left">The row of the left child.</param>
/// <param name="Labels">The class that a leaf votes for.</param>
internal sealed record TreeNodes(Tensor Features, Tensor Thresholds, Tensor Left, Tensor Labels);
