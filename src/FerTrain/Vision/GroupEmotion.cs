using System.Collections.Immutable;
using FerTrain.Core.Errors;

namespace FerTrain.Vision;

/// <summary>What the faces of an image come to together: the fractions of their summed probabilities that are positive, neutral and negative.</summary>
public sealed record GroupEmotion(double Positive, double Neutral, double Negative)
{
    private static readonly ImmutableArray<string> Positives = ["happy", "surprise"];
    private static readonly ImmutableArray<string> Neutrals = ["neutral"];
    private static readonly ImmutableArray<string> Negatives = ["angry", "disgust", "fear", "sad", "contempt"];

    /// <summary>The largest fraction, the first of equals.</summary>
    public string Label => Positive >= Math.Max(Neutral, Negative) ? "positive" : Neutral >= Negative ? "neutral" : "negative";

    /// <summary>Null without a face.</summary>
    /// <exception cref="UserError">A class belongs to none of the three.</exception>
    public static GroupEmotion? Of(IReadOnlyList<ClassifiedFace> faces, IReadOnlyList<string> classNames)
    {
        RequireKnown(classNames);
        return faces.Count == 0 ? null : new(Fraction(Positives), Fraction(Neutrals), Fraction(Negatives));

        double Fraction(ImmutableArray<string> names) =>
            faces.Average(face => classNames.Index().Where(name => names.Contains(name.Item)).Sum(name => (double)face.Probabilities[name.Index]));
    }

    /// <exception cref="UserError">A class belongs to none of the three.</exception>
    public static void RequireKnown(IReadOnlyList<string> classNames)
    {
        string[] known = [.. Positives, .. Neutrals, .. Negatives];
        if (classNames.FirstOrDefault(name => !known.Contains(name)) is { } odd)
            throw new UserError($"The group emotion needs to know whether a class is positive, neutral or negative, and the model predicts '{odd}'. Accepted: {string.Join(", ", known)}.");
    }
}
