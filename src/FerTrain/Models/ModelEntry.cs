namespace FerTrain.Models;

/// <summary>A published architecture: how to build it, and the totals it was published with.</summary>
/// <param name="Name">The name in configs and on the command line.</param>
/// <param name="Source">Where it was published.</param>
/// <param name="Total">All values of seven classes, BatchNorm's running statistics included.</param>
/// <param name="Trainable">Those that training changes by gradients.</param>
/// <param name="Create">Builds it for a number of classes.</param>
public sealed record ModelEntry(string Name, string Source, int Total, int Trainable, Func<int, Classifier> Create);
