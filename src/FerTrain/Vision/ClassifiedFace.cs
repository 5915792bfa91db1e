using System.Collections.Immutable;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>A face of an image and what a model makes of it.</summary>
/// <param name="Box">Where it is.</param>
/// <param name="Probabilities">One a class.</param>
public sealed record ClassifiedFace(Rect Box, ImmutableArray<float> Probabilities)
{
    /// <summary>The class with the highest probability, the first of equals.</summary>
    public int Predicted { get; } = Probabilities.IndexOf(Probabilities.Max());
}
