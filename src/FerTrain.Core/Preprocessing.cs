using FerTrain.Core.Config;

namespace FerTrain.Core;

/// <summary>
/// What a model expects of its input and what its outputs mean. Training writes it into the checkpoint;
/// everything that feeds the model afterwards reads it from there.
/// </summary>
/// <param name="Size">Side of the square input, in pixels.</param>
/// <param name="Channels">1 for grey.</param>
/// <param name="Scale">How grey values become numbers.</param>
/// <param name="ClassNames">The classes in the order of the outputs.</param>
public sealed record Preprocessing(int Size, int Channels, PixelScale Scale, IReadOnlyList<string> ClassNames);
