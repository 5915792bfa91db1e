using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Finds and labels the faces of files and writes these again with what it found.</summary>
public sealed class FacePredictor
{
    private const int SmallestSide = 320;
    private const int LargestEnlarged = 1600;
    private const double MarginShare = 0.85; // of the smaller side, which is room for the bars
    private const double UnknownFrameRate = 25;

    private static readonly Scalar Paper = Scalar.All(235);

    private readonly FaceDetector? _detector;
    private readonly FaceClassifier _classifier;
    private readonly bool _group;
    private readonly FaceAnnotation _annotation;

    /// <param name="detector">Null where every picture is one face.</param>
    /// <param name="classifier">Labels them.</param>
    /// <param name="group">Whether the faces of a picture are summed up.</param>
    /// <exception cref="UserError">OpenCV is missing.</exception>
    public FacePredictor(FaceDetector? detector, FaceClassifier classifier, bool group)
    {
        PictureLibrary.Require();
        (_detector, _classifier, _group, _annotation) = (detector, classifier, group, new FaceAnnotation(classifier.ClassNames));
    }

    /// <exception cref="UserError">The picture cannot be read, or its annotated copy not written.</exception>
    public PicturePrediction Picture(string path, string target)
    {
        using var picture = PictureFile.Read(path);
        var (prediction, annotated) = Predict(picture, path, frame: null);
        using var owned = annotated;
        Cv2.ImEncode(Path.GetExtension(target), annotated, out var bytes);
        AtomicFile.Write(target, stream => stream.Write(bytes));
        return prediction;
    }

    /// <summary>Reads a video, frame by frame as they are asked for; the annotated one is there when all were.</summary>
    /// <param name="path">The video.</param>
    /// <param name="target">The annotated one, of the frames that were looked at.</param>
    /// <param name="every">Looks at the first of as many frames.</param>
    /// <exception cref="UserError">The video cannot be read, or its annotated copy not written.</exception>
    public IEnumerable<PicturePrediction> Video(string path, string target, int every)
    {
        using var capture = new VideoCapture(path);
        if (!capture.IsOpened()) throw new UserError($"{path} cannot be read as a video: it is damaged, or of a kind that OpenCV does not know");
        using var output = new VideoFile(target, (capture.Fps > 0 ? capture.Fps : UnknownFrameRate) / every);
        using var picture = new Mat();
        var frame = 0;
        for (; capture.Grab(); frame++)
        {
            if (frame % every != 0) continue;
            if (!capture.Retrieve(picture) || picture.Empty()) break;
            var (prediction, annotated) = Predict(picture, path, frame);
            using (annotated) output.Write(annotated);
            yield return prediction;
        }

        if (frame == 0) throw new UserError($"{path} cannot be read as a video: it has no frames");
        output.Finish();
    }

    private (PicturePrediction Prediction, Mat Annotated) Predict(Mat picture, string path, int? frame)
    {
        var start = Stopwatch.GetTimestamp();
        var boxes = _detector?.Detect(picture) ?? [new Rect(0, 0, picture.Width, picture.Height)];
        var detected = Stopwatch.GetTimestamp();
        var faces = _classifier.Classify(picture, boxes);
        var emotion = _group ? GroupEmotion.Of(faces, _classifier.ClassNames) : null;
        var classified = Stopwatch.GetTimestamp();
        var annotated = Annotated(picture, faces, emotion);
        var time = new PredictionTime(Milliseconds(start, detected), Milliseconds(detected, classified), Milliseconds(classified, Stopwatch.GetTimestamp()));
        return (new(path, frame, faces, emotion, time), annotated);
    }

    /// <summary>Enlarged where there would be no room for words, and wider where a face takes all of it.</summary>
    private Mat Annotated(Mat picture, ImmutableArray<ClassifiedFace> faces, GroupEmotion? emotion)
    {
        var (shorter, longer) = (Math.Min(picture.Width, picture.Height), Math.Max(picture.Width, picture.Height));
        var scale = Math.Clamp((SmallestSide + shorter - 1) / shorter, 1, Math.Max(1, LargestEnlarged / longer));
        var annotated = new Mat(picture, new Rect(0, 0, picture.Width, picture.Height)); // its very pixels, of which there may be many
        if (scale > 1) annotated = Replaced(annotated, larger => Cv2.Resize(picture, larger, default, scale, scale, InterpolationFlags.Cubic));
        var margin = (int)(MarginShare * Math.Min(annotated.Width, annotated.Height));
        if (_detector is null) annotated = Replaced(annotated, wider => Cv2.CopyMakeBorder(annotated, wider, 0, 0, 0, margin, BorderTypes.Constant, Paper));
        _annotation.Draw(annotated, [.. faces.Select(face => face with { Box = Scaled(face.Box, scale) })], Caption(emotion));
        return annotated;
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

    private static Rect Scaled(Rect box, int scale) => new(scale * box.X, scale * box.Y, scale * box.Width, scale * box.Height);

    private static string? Caption(GroupEmotion? emotion) => emotion is null
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"group: positive {emotion.Positive:0 %}, neutral {emotion.Neutral:0 %}, negative {emotion.Negative:0 %}");
}
