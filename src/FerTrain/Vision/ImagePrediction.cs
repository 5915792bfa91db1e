using System.Collections.Immutable;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Vision;

/// <summary>Holds the faces of an image, or of a frame of a video.</summary>
/// <param name="Path">The file.</param>
/// <param name="Frame">The number of the video's frame, from 0; null for an image.</param>
/// <param name="Faces">The faces from left to right.</param>
/// <param name="Group">The group emotion, if it was requested and there is a face.</param>
/// <param name="Time">The time that this took, without reading and writing.</param>
internal sealed record ImagePrediction(string Path, int? Frame, IReadOnlyList<ClassifiedFace> Faces, GroupEmotion? Group, PredictionTime Time);

/// <summary>Holds the milliseconds of the steps of a prediction.</summary>
internal sealed record PredictionTime(double Detection, double Classification, double Drawing);

/// <summary>Summarises the faces of an image: the mean probabilities of the positive, neutral and negative classes.</summary>
internal sealed record GroupEmotion(double Positive, double Neutral, double Negative)
{
    private static readonly ImmutableArray<string> Positives = ["happy", "surprise"];
    private static readonly ImmutableArray<string> Neutrals = ["neutral"];
    private static readonly ImmutableArray<string> Negatives = ["angry", "disgust", "fear", "sad", "contempt"];

    /// <summary>Names the largest of the three, the first of equals.</summary>
    public string Label => Positive >= Math.Max(Neutral, Negative) ? "positive" : Neutral >= Negative ? "neutral" : "negative";

    /// <summary>Computes the group emotion; returns null without a face.</summary>
    /// <exception cref="UserError">A class belongs to none of the three.</exception>
    public static GroupEmotion? Of(IReadOnlyList<ClassifiedFace> faces, IReadOnlyList<string> classNames)
    {
        RequireKnown(classNames);
        return faces.Count == 0 ? null : new(Fraction(Positives), Fraction(Neutrals), Fraction(Negatives));

        double Fraction(ImmutableArray<string> names) =>
            faces.Average(face => classNames.Index().Where(name => names.Contains(name.Item)).Sum(name => (double)face.Probabilities[name.Index]));
    }

    /// <summary>Checks that each class is positive, neutral or negative.</summary>
    /// <exception cref="UserError">A class belongs to none of the three.</exception>
    public static void RequireKnown(IReadOnlyList<string> classNames)
    {
        string[] known = [.. Positives, .. Neutrals, .. Negatives];
        if (classNames.FirstOrDefault(name => !known.Contains(name)) is { } odd)
            throw new UserError($"The group emotion is defined for positive, neutral and negative classes, but the model predicts '{odd}'. Expected: {string.Join(", ", known)}.");
    }
}

/// <summary>Writes predictions.csv, with one line for each face.</summary>
internal static class PredictionTable
{
    /// <exception cref="UserError">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<ImagePrediction> images, IReadOnlyList<string> classNames)
    {
        var rows =
            from image in images
            from face in image.Faces.Index()
            let box = face.Item.Box
            select (object?[])[image.Path, image.Frame, face.Index, box.X, box.Y, box.Width, box.Height, classNames[face.Item.Predicted], .. face.Item.Probabilities];
        AtomicFile.WriteText(path, Csv.Text([["path", "frame", "face", "x", "y", "width", "height", "label", .. classNames], .. rows]));
    }
}
