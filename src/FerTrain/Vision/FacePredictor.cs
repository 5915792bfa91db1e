using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Holds what a prediction makes beside labels.</summary>
internal sealed record PredictionOptions
{
    /// <summary>Whether to compute the group emotion of each image.</summary>
    public bool Group { get; init; }

    /// <summary>The least probability of a named expression; below it a face is unsure.</summary>
    public double MinConfidence { get; init; }

    /// <summary>The folder for a picture of each face; null for none.</summary>
    public string? Crops { get; init; }

    /// <summary>The number of megapixels above which an image is refused.</summary>
    public int Megapixels { get; init; } = ImageFile.MostMegapixels;
}

/// <summary>Finds and classifies the faces of images and videos and writes annotated copies.</summary>
internal sealed class FacePredictor
{
    private const int SmallestSide = 320;
    private const int LargestEnlarged = 1600;
    private const double MarginFraction = 0.85; // of the shorter side; the margin has room for the bars

    private static readonly Scalar Paper = Scalar.All(235);

    private readonly IFaceDetector? _detector;
    private readonly FaceClassifier _classifier;
    private readonly PredictionOptions _options;
    private readonly FaceAnnotation _annotation;

    /// <param name="detector">The face detector; null if each image is one face.</param>
    /// <param name="classifier">The classifier of the faces.</param>
    /// <param name="options">What is made beside labels.</param>
    /// <exception cref="UserError">OpenCV is missing.</exception>
    public FacePredictor(IFaceDetector? detector, FaceClassifier classifier, PredictionOptions options)
    {
        OpenCvLibrary.Require();
        (_detector, _classifier, _options) = (detector, classifier, options);
        _annotation = new FaceAnnotation(new ExpressionNames(classifier.ClassNames, options.MinConfidence));
    }

    /// <summary>Predicts the faces of an image and writes an annotated copy to <paramref name="target"/>.</summary>
    /// <exception cref="UserError">The image cannot be read, or its copy cannot be written.</exception>
    public ImagePrediction Image(string path, string target)
    {
        using var image = ImageFile.Read(path, _options.Megapixels);
        var (prediction, annotated) = Predict(image, path, frame: null, Path.GetFileName(target));
        using (annotated) ImageFile.Write(annotated, target);
        return prediction;
    }

    /// <summary>Predicts the faces of a video frame by frame and writes an annotated copy and a plot of the expressions over time.</summary>
    /// <param name="path">The video.</param>
    /// <param name="target">The files to write.</param>
    /// <param name="every">Predicts every Nth frame, beginning with the first; the copy holds only these and is as long as the video.</param>
    /// <param name="report">Takes each frame as it is predicted.</param>
    /// <param name="cancel">Ends the encoding of the copy.</param>
    /// <exception cref="UserError">The video cannot be read, or a file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public VideoEnd Video(string path, VideoTarget target, int every, Action<ImagePrediction> report, CancellationToken cancel = default)
    {
        if (FileStatus.IsSpecial(path)) throw new UserError($"{path} is a pipe or a device. Expected: a video file.");
        using var source = new VideoSource(path);
        using var output = new VideoFileWriter(target.Copy, source.FramesPerSecond / every, soundOf: path);
        var curves = new ExpressionTimes(_classifier.ClassNames);
        var number = 0;
        foreach (var frame in source.Frames(paced: false, every, cancel))
        {
            using (frame)
            {
                var (prediction, annotated) = Predict(frame.Image, path, number, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(target.Copy)}_{number:D6}"));
                using (annotated) output.Write(annotated, frame.Time);
                curves.Add(frame.Time, prediction.Faces);
                report(prediction);
                number += every;
            }
        }

        output.Finish(cancel);
        var hasPlot = curves.Write(Path.GetFileName(path), target.Plot);
        return new VideoEnd(source.Shortfall, output.Remark, hasPlot ? target.Plot : null);
    }

    private void SaveCrops(Mat image, IReadOnlyList<FoundFace> found, string name)
    {
        if (_options.Crops is not { } folder || found.Count == 0) return;
        OutputFolder.Create(folder);
        foreach (var (index, face) in found.Index())
        {
            using var crop = face.Cut(image);
            ImageFile.Write(crop, Path.Combine(folder, $"{name}_{index}.png"));
        }
    }

    private (ImagePrediction Prediction, Mat Annotated) Predict(Mat image, string path, int? frame, string name)
    {
        try
        {
            return PredictFaces(image, path, frame, name);
        }
        catch (OpenCVException error)
        {
            throw new UserError($"{path} cannot be searched for faces or annotated, with {image.Width} × {image.Height} pixels: {error.Message}", error);
        }
    }

    private (ImagePrediction Prediction, Mat Annotated) PredictFaces(Mat image, string path, int? frame, string name)
    {
        var start = Stopwatch.GetTimestamp();
        var found = _detector?.Detect(image) ?? [FoundFace.Whole(image)];
        var detected = Stopwatch.GetTimestamp();
        var faces = _classifier.Classify(image, found);
        var emotion = _options.Group ? GroupEmotion.Of(faces, _classifier.ClassNames) : null;
        var classified = Stopwatch.GetTimestamp();
        SaveCrops(image, found, name); // before the image is drawn on
        var drawing = Stopwatch.GetTimestamp();
        var annotated = Annotated(image, faces, emotion, isStill: frame is null);
        var time = new PredictionTime(Milliseconds(start, detected), Milliseconds(detected, classified), Milliseconds(drawing, Stopwatch.GetTimestamp()));
        return (new(path, frame, image.Width, image.Height, faces, emotion, time), annotated);
    }

    /// <summary>Annotates a copy, which is enlarged if text would not fit, and gets a margin if the image is one face or has no room for bars.</summary>
    private Mat Annotated(Mat image, IReadOnlyList<ClassifiedFace> faces, GroupEmotion? emotion, bool isStill)
    {
        var (annotated, scale) = Enlarged(image);
        var (scaled, caption) = (faces.Select(face => face with { Box = Scaled(face.Box, scale) }).ToArray(), Caption(emotion));
        var margin = (int)(MarginFraction * Math.Min(annotated.Width, annotated.Height));
        var wide = new Size(annotated.Width + margin, annotated.Height);
        // The frames of a video stay as large as each other.
        if (_detector is null || (isStill && !_annotation.HasRoomForBars(annotated.Size(), scaled, caption) && _annotation.HasRoomForBars(wide, scaled, caption)))
            annotated = Replaced(annotated, wider => Cv2.CopyMakeBorder(annotated, wider, 0, 0, 0, margin, BorderTypes.Constant, Paper));
        _annotation.Draw(annotated, scaled, caption);
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

/// <summary>Names the files that are made of a video.</summary>
internal sealed record VideoTarget(string Copy, string Plot);

/// <summary>Summarises a video that was predicted.</summary>
/// <param name="Shortfall">Says what is missing at the end of the video; null if it is whole.</param>
/// <param name="Remark">Says what the annotated copy lacks; null if it has sound and plays in a browser.</param>
/// <param name="Plot">The plot that was written; null if there was no face.</param>
internal sealed record VideoEnd(string? Shortfall, string? Remark, string? Plot);
