namespace FerTrain.Vision;

/// <summary>Names the expression of a face, or says that none is probable enough to be named.</summary>
/// <param name="Classes">The classes of the model.</param>
/// <param name="MinConfidence">The least probability that a named expression has, from 0 to 1.</param>
internal sealed record ExpressionNames(IReadOnlyList<string> Classes, double MinConfidence = 0)
{
    /// <summary>The name below the least probability.</summary>
    public const string Unsure = "unsure";

    /// <summary>Lists every name that a face can have.</summary>
    public IEnumerable<string> All => [.. Classes, Unsure];

    public bool IsSure(ClassifiedFace face) => face.Probabilities[face.Predicted] >= MinConfidence;

    public string Of(ClassifiedFace face) => IsSure(face) ? Classes[face.Predicted] : Unsure;
}
