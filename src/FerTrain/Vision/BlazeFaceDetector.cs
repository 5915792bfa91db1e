using FerTrain.Export;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>
/// Finds faces and their eyes with a file of MediaPipe's BlazeFace (Bazarevsky et al., 2019, arXiv:1907.05047), of 128 pixels for
/// faces near the camera or of 256 pixels.
/// </summary>
internal sealed class BlazeFaceDetector : IFaceDetector
{
    private const int Numbers = 16; // of an anchor: the box, then six points, the right eye first and then the left one
    private const int RightEye = 4, LeftEye = 6;
    private const int FinePlaces = 16, FineAnchors = 2, CoarsePlaces = 8, CoarseAnchors = 6;
    private const double MinScore = 0.5;
    private const double MostOverlap = 0.3;

    private static readonly FaceSquare Square = new(1.2, -0.1);

    /// <summary>Lists the centres of the anchors as fractions of the image: row by row, in a fine grid and in a coarse one.</summary>
    private static readonly Point2d[] Anchors = [.. Grid(FinePlaces, FineAnchors), .. Grid(CoarsePlaces, CoarseAnchors)];

    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly DetectionOptions _options;
    private readonly int _side;

    public BlazeFaceDetector(string path, InferenceSession session, DetectionOptions options)
    {
        (_path, _session, _options) = (path, session, options);
        _side = session.InputMetadata.Values.Single().Dimensions[1];
    }

    public static bool IsOne(InferenceSession session) =>
        session.InputMetadata.Values.ToArray() is [{ IsTensor: true, Dimensions: [_, > 0 and var height, > 0 and var width, 3] }] && height == width
        && Counts(session, 1) == Anchors.Length && Counts(session, Numbers) == Anchors.Length;

    public IReadOnlyList<FoundFace> Detect(Mat image)
    {
        using var searched = SearchedImage.Of(image, _side);
        var (scores, boxes) = Run(searched);
        var found = Enumerable.Range(0, Anchors.Length)
            .Select(anchor => (Score: 1 / (1 + Math.Exp(-scores[anchor])), Anchor: anchor))
            .Where(candidate => candidate.Score >= MinScore)
            .OrderByDescending(candidate => candidate.Score)
            .Select(candidate => (candidate.Score, Values: Decoded(candidate.Anchor, boxes)));
        return FoundFace.Ordered(Blended([.. found])
            .Select(face => Square.Of(BoxOf(face), Point(face, RightEye), Point(face, LeftEye), searched.Scale, image.Size()))
            .Where(face => face.Box.Width >= _options.MinSize));
    }

    public void Dispose() => _session.Dispose();

    /// <summary>Runs the network on the image in the upper left of a square, with values of -1 to 1 in the order red, green, blue.</summary>
    private (float[] Scores, float[] Boxes) Run(SearchedImage searched)
    {
        using var colours = searched.Colours();
        using var square = new Mat();
        Cv2.CopyMakeBorder(colours, square, 0, _side - colours.Height, 0, _side - colours.Width, BorderTypes.Constant, Scalar.All(0));
        using var rgb = new Mat();
        Cv2.CvtColor(square, rgb, ColorConversionCodes.BGR2RGB);
        rgb.GetArray<Vec3b>(out var pixels);
        var input = new float[pixels.Length * 3];
        for (var i = 0; i < pixels.Length; i++)
            for (var channel = 0; channel < 3; channel++)
                input[3 * i + channel] = pixels[i][channel] / 127.5f - 1;
        return OnnxSession.Checked<(float[], float[])>($"Detector '{_path}'", () =>
        {
            using var run = new RunOptions();
            using var value = OrtValue.CreateTensorValueFromMemory(input, [1, _side, _side, 3]);
            var names = Outputs(_session, 1).Concat(Outputs(_session, Numbers)).ToArray();
            using var results = _session.Run(run, [_session.InputMetadata.Keys.Single()], [value], names);
            var values = results.Select(result => result.GetTensorDataAsSpan<float>().ToArray()).ToArray();
            return ([.. values[..(names.Length / 2)].SelectMany(part => part)], [.. values[(names.Length / 2)..].SelectMany(part => part)]);
        });
    }

    /// <summary>Gives the numbers of an anchor in pixels of the square: the centre and the size of the box, and the points.</summary>
    private double[] Decoded(int anchor, float[] boxes)
    {
        var values = new double[Numbers];
        for (var i = 0; i < Numbers; i++)
        {
            var origin = i is 2 or 3 ? 0 : _side * (i % 2 == 0 ? Anchors[anchor].X : Anchors[anchor].Y);
            values[i] = boxes[anchor * Numbers + i] + origin;
        }

        return values;
    }

    /// <summary>Replaces boxes that overlap the best one by the mean of all of them, weighted by their scores, as the publication does in place of suppressing them.</summary>
    private static IEnumerable<double[]> Blended(List<(double Score, double[] Values)> sorted)
    {
        while (sorted.Count > 0)
        {
            var same = sorted.Where(other => Overlap(BoxOf(sorted[0].Values), BoxOf(other.Values)) >= MostOverlap).Append(sorted[0]).Distinct().ToArray();
            var total = same.Sum(one => one.Score);
            yield return [.. Enumerable.Range(0, Numbers).Select(i => same.Sum(one => one.Score * one.Values[i]) / total)];
            sorted.RemoveAll(same.Contains);
        }
    }

    private static Rect2d BoxOf(double[] face) => new(face[0] - face[2] / 2, face[1] - face[3] / 2, face[2], face[3]);

    private static Point2d Point(double[] face, int index) => new(face[index], face[index + 1]);

    private static double Overlap(Rect2d a, Rect2d b)
    {
        var shared = Rect2d.Intersect(a, b);
        var area = shared.Width * shared.Height;
        return area / (a.Width * a.Height + b.Width * b.Height - area);
    }

    private static IEnumerable<Point2d> Grid(int places, int anchors) =>
        from y in Enumerable.Range(0, places)
        from x in Enumerable.Range(0, places)
        from anchor in Enumerable.Range(0, anchors)
        select new Point2d((x + 0.5) / places, (y + 0.5) / places);

    private static int Counts(InferenceSession session, int width) => Outputs(session, width).Sum(name => session.OutputMetadata[name].Dimensions[1]);

    /// <summary>Lists the outputs 1×N×width, those of the fine grid first.</summary>
    private static IEnumerable<string> Outputs(InferenceSession session, int width) =>
        from output in session.OutputMetadata
        where output.Value.IsTensor && output.Value.Dimensions is [_, > 0, var last] && last == width
        orderby output.Value.Dimensions[1] descending
        select output.Key;
}
