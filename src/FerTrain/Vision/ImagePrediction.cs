using System.Collections.Immutable;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Vision;

/// <summary>Holds the faces of an image, or of a frame of a video.</summary>
/// <param name="Path">The file; null for an image that has no name.</param>
/// <param name="Frame">The number of the video's frame, from 0; null for an image.</param>
/// <param name="Width">The width of the image in pixels.</param>
/// <param name="Height">The height of the image in pixels.</param>
/// <param name="Faces">The faces from left to right.</param>
/// <param name="Group">The group emotion, if it was requested and there is a face.</param>
/// <param name="Time">The time that this took, without reading and writing.</param>
internal sealed record ImagePrediction(string? Path, int? Frame, int Width, int Height, IReadOnlyList<ClassifiedFace> Faces, GroupEmotion? Group, PredictionTime Time);

/// <summary>Holds the milliseconds of the steps of a prediction; null for the drawing of an image that is not drawn on.</summary>
internal sealed record PredictionTime(double Detection, double Classification, double? Drawing);

/// <summary>Holds an image of <c>predict --json</c> and of the server's answers.</summary>
/// <param name="Path">The file; null for an image that has no name.</param>
/// <param name="Frame">The number of the video's frame, from 0; null for an image.</param>
/// <param name="Width">The width of the image in pixels.</param>
/// <param name="Height">The height of the image in pixels.</param>
/// <param name="Faces">The faces from left to right.</param>
/// <param name="Group">The group emotion, if it was requested and there is a face.</param>
/// <param name="Milliseconds">The time that this took.</param>
internal sealed record ImageAnswer(string? Path, int? Frame, int Width, int Height, IReadOnlyList<FaceAnswer> Faces, GroupEmotion? Group, PredictionTime Milliseconds)
{
    public static ImageAnswer Of(ImagePrediction image, ExpressionNames names) =>
        new(image.Path, image.Frame, image.Width, image.Height, [.. image.Faces.Select(face => FaceAnswer.Of(face, names))], image.Group, image.Time);
}

/// <summary>Holds a face of <c>predict --json</c> and of the server's answers.</summary>
/// <param name="Box">Left, top, width and height in pixels of the image.</param>
/// <param name="Label">The class of the highest probability, or unsure.</param>
/// <param name="Probabilities">The probability of each class.</param>
internal sealed record FaceAnswer(IReadOnlyList<int> Box, string Label, IReadOnlyDictionary<string, float> Probabilities)
{
    public static FaceAnswer Of(ClassifiedFace face, ExpressionNames names) => new(
        [face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height],
        names.Of(face),
        names.Classes.Zip(face.Probabilities).ToDictionary(entry => entry.First, entry => entry.Second));
}

/// <summary>Summarises the faces of an image: the mean probabilities of the positive, neutral and negative classes.</summary>
internal sealed record GroupEmotion(double Positive, double Neutral, double Negative)
{
    private static readonly ImmutableArray<string> Positives = ["happy", "surprise"];
    private static readonly ImmutableArray<string> Neutrals = ["neutral"];
    private static readonly ImmutableArray<string> Negatives = ["angry", "disgust", "fear", "sad", "contempt"];
    private static readonly ImmutableArray<(string Mood, ImmutableArray<string> Classes)> Moods = [("positive", Positives), ("neutral", Neutrals), ("negative", Negatives)];
    private static readonly ImmutableArray<string> Known = [.. Positives, .. Neutrals, .. Negatives];

    /// <summary>Names the largest of the three, the first of equals.</summary>
    public string Label => Positive >= Math.Max(Neutral, Negative) ? "positive" : Neutral >= Negative ? "neutral" : "negative";

    /// <summary>Computes the group emotion, in which classes that belong to none of the three do not count; returns null without a face.</summary>
    public static GroupEmotion? Of(IReadOnlyList<ClassifiedFace> faces, IReadOnlyList<string> classNames)
    {
        return faces.Count == 0 ? null : new(Fraction(Positives), Fraction(Neutrals), Fraction(Negatives));

        double Fraction(ImmutableArray<string> names) =>
            faces.Average(face => classNames.Index().Where(name => names.Contains(name.Item)).Sum(name => (double)face.Probabilities[name.Index]));
    }

    /// <summary>Names what a class counts to: positive, neutral or negative; null where it counts to none.</summary>
    public static string? MoodOf(string className) => Moods.FirstOrDefault(mood => mood.Classes.Contains(className)).Mood;

    /// <summary>Whether some class is positive, neutral or negative, without which there is no group emotion.</summary>
    public static bool IsDefined(IReadOnlyList<string> classNames) => classNames.Any(Known.Contains);

    /// <summary>Returns the classes that are neither positive, neutral nor negative, and so do not count.</summary>
    /// <exception cref="UserError">They are all classes.</exception>
    public static IReadOnlyList<string> Uncounted(IReadOnlyList<string> classNames)
    {
        string[] odd = [.. classNames.Except(Known)];
        return IsDefined(classNames)
            ? odd
            : throw new UserError(
                $"The group emotion is defined for positive, neutral and negative classes, but the model predicts {string.Join(", ", odd)}. Expected: a model of some of {string.Join(", ", Known)}.");
    }
}

/// <summary>Writes predictions.csv, with one line for each face.</summary>
internal static class PredictionTable
{
    /// <exception cref="UserError">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<ImagePrediction> images, ExpressionNames names)
    {
        var rows =
            from image in images
            from face in image.Faces.Index()
            let box = face.Item.Box
            select (object?[])[image.Path, image.Frame, face.Index, box.X, box.Y, box.Width, box.Height, names.Of(face.Item), .. face.Item.Probabilities];
        AtomicFile.WriteText(path, Csv.Text([["path", "frame", "face", "x", "y", "width", "height", "label", .. names.Classes], .. rows]));
    }
}
