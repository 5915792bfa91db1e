using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Finds and classifies the faces of images and videos and writes annotated copies.</summary>
internal sealed class FacePredictor
{
    private const int SmallestSide = 320;
    private const int LargestEnlarged = 1600;
    private const double MarginFraction = 0.85; // of the shorter side; the margin has room for the bars
    private const double UnknownFrameRate = 25;

    private static readonly Scalar Paper = Scalar.All(235);

    private readonly FaceDetector? _detector;
    private readonly FaceClassifier _classifier;
    private readonly bool _group;
    private readonly FaceAnnotation _annotation;

    /// <param name="detector">The face detector; null if each image is one face.</param>
    /// <param name="classifier">The classifier of the faces.</param>
    /// <param name="group">True to compute the group emotion of each image.</param>
    /// <exception cref="UserError">OpenCV is missing.</exception>
    public FacePredictor(FaceDetector? detector, FaceClassifier classifier, bool group)
    {
        OpenCvLibrary.Require();
        (_detector, _classifier, _group, _annotation) = (detector, classifier, group, new FaceAnnotation(classifier.ClassNames));
    }

    /// <summary>Predicts the faces of an image and writes an annotated copy to <paramref name="target"/>.</summary>
    /// <exception cref="UserError">The image cannot be read, or its copy cannot be written.</exception>
    public ImagePrediction Image(string path, string target)
    {
        using var image = ImageFile.Read(path);
        var (prediction, annotated) = Predict(image, path, frame: null);
        using var owned = annotated;
        Cv2.ImEncode(Path.GetExtension(target), annotated, out var bytes);
        AtomicFile.Write(target, stream => stream.Write(bytes));
        return prediction;
    }

    /// <summary>Predicts the faces of a video, frame by frame as the result is enumerated; the annotated copy is complete at the end.</summary>
    /// <param name="path">The video.</param>
    /// <param name="target">The annotated copy, which has only the predicted frames.</param>
    /// <param name="every">Predicts every Nth frame, beginning with the first.</param>
    /// <exception cref="UserError">The video cannot be read, or its copy cannot be written.</exception>
    public IEnumerable<ImagePrediction> Video(string path, string target, int every)
    {
        using var capture = new VideoCapture(path);
        if (!capture.IsOpened()) throw new UserError($"{path} cannot be read as a video: it is damaged, or in a format that OpenCV does not know.");
        using var output = new VideoFileWriter(target, (capture.Fps > 0 ? capture.Fps : UnknownFrameRate) / every);
        using var image = new Mat();
        var frame = 0;
        for (; capture.Grab(); frame++)
        {
            if (frame % every != 0) continue;
            if (!capture.Retrieve(image) || image.Empty()) break;
            var (prediction, annotated) = Predict(image, path, frame);
            using (annotated) output.Write(annotated);
            yield return prediction;
        }

        if (frame == 0) throw new UserError($"{path} cannot be read as a video: it has no frames.");
        output.Finish();
    }

    private (ImagePrediction Prediction, Mat Annotated) Predict(Mat image, string path, int? frame)
    {
        var start = Stopwatch.GetTimestamp();
        var boxes = _detector?.Detect(image) ?? [new Rect(0, 0, image.Width, image.Height)];
        var detected = Stopwatch.GetTimestamp();
        var faces = _classifier.Classify(image, boxes);
        var emotion = _group ? GroupEmotion.Of(faces, _classifier.ClassNames) : null;
        var classified = Stopwatch.GetTimestamp();
        var annotated = Annotated(image, faces, emotion);
        var time = new PredictionTime(Milliseconds(start, detected), Milliseconds(detected, classified), Milliseconds(classified, Stopwatch.GetTimestamp()));
        return (new(path, frame, faces, emotion, time), annotated);
    }

    /// <summary>Annotates a copy, which is enlarged if text would not fit, and gets a margin if the image is one face.</summary>
    private Mat Annotated(Mat image, ImmutableArray<ClassifiedFace> faces, GroupEmotion? emotion)
    {
        var (annotated, scale) = Enlarged(image);
        var margin = (int)(MarginFraction * Math.Min(annotated.Width, annotated.Height));
        if (_detector is null) annotated = Replaced(annotated, wider => Cv2.CopyMakeBorder(annotated, wider, 0, 0, 0, margin, BorderTypes.Constant, Paper));
        _annotation.Draw(annotated, [.. faces.Select(face => face with { Box = Scaled(face.Box, scale) })], Caption(emotion));
        return annotated;
    }

    /// <summary>Returns the image enlarged by a whole number where text would not fit; one that is large enough shares its pixels.</summary>
    internal static (Mat Image, int Scale) Enlarged(Mat image)
    {
        var (shorter, longer) = (Math.Min(image.Width, image.Height), Math.Max(image.Width, image.Height));
        var scale = Math.Clamp((SmallestSide + shorter - 1) / shorter, 1, Math.Max(1, LargestEnlarged / longer));
        var same = new Mat(image, new Rect(0, 0, image.Width, image.Height));
        return (scale == 1 ? same : Replaced(same, larger => Cv2.Resize(image, larger, default, scale, scale, InterpolationFlags.Cubic)), scale);
    }

    private static Mat Replaced(Mat old, Action<Mat> fill)
    {
        using (old)
        {
            var next = new Mat();
            fill(next);
            return next;
        }
    }

    private static double Milliseconds(long start, long end) => Stopwatch.GetElapsedTime(start, end).TotalMilliseconds;

    internal static Rect Scaled(Rect box, int scale) => new(scale * box.X, scale * box.Y, scale * box.Width, scale * box.Height);

    private static string? Caption(GroupEmotion? emotion) => emotion is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"group: positive {emotion.Positive:0 %}, neutral {emotion.Neutral:0 %}, negative {emotion.Negative:0 %}");
}
