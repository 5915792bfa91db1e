using FerTrain.Core.Archive;

namespace FerTrain.Core.Hdf5;

/// <summary>A layer's weights by Keras's names for them, such as kernel and bias.</summary>
/// <param name="Listed">The layer under which the file lists it: its own, or that of the model around it.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Weights">Kernels as h×w×in×out or in×out.</param>
public sealed record KerasLayer(string Listed, string Name, Dictionary<string, StoredTensor> Weights);
