using FerTrain.Core.Errors;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Finds faces and their eyes with a YuNet file (Wu et al., YuNet: A Tiny Millisecond-level Face Detector, 2023), which OpenCV runs and decodes.</summary>
internal sealed class YunetDetector : IFaceDetector
{
    private const float MinScore = 0.5f;
    private const float MostOverlap = 0.3f;
    private const int MostBoxes = 5000;

    // A row of OpenCV's result: the box, five points with x and y (the right eye first, then the left one), and the score.
    private const int RightEye = 4, LeftEye = 6;

    private static readonly FaceSquare Square = new(1, 0);

    private readonly string _path;
    private readonly DetectionOptions _options;
    private Size _size = new(320, 320);
    private FaceDetectorYN _detector;

    private static readonly string[] Outputs = ["cls_8", "cls_16", "cls_32", "obj_8", "obj_16", "obj_32", "bbox_8", "bbox_16", "bbox_32", "kps_8", "kps_16", "kps_32"];

    /// <exception cref="UserError">OpenCV cannot run the file.</exception>
    public YunetDetector(string path, DetectionOptions options)
    {
        (_path, _options) = (path, options);
        try
        {
            _detector = Create(_size);
        }
        catch (OpenCVException error)
        {
            throw new UserError($"Detector '{path}' is YuNet's, and OpenCV cannot run it. Expected: a file with an input of a fixed size, such as 640 × 640.", error);
        }
    }

    public static bool IsOne(InferenceSession session) => session.InputMetadata.Count == 1 && Outputs.All(session.OutputMetadata.ContainsKey);

    public IReadOnlyList<FoundFace> Detect(Mat image)
    {
        using var searched = SearchedImage.Of(image, _options.LongestSide);
        using var colours = searched.Colours();
        using var found = new Mat();
        _ = For(colours.Size()).Detect(colours, found);
        return FoundFace.Ordered(Enumerable.Range(0, found.Rows)
            .Select(row => Square.Of(
                new Rect2d(found.At<float>(row, 0), found.At<float>(row, 1), found.At<float>(row, 2), found.At<float>(row, 3)),
                Point(found, row, RightEye), Point(found, row, LeftEye), searched.Scale, image.Size()))
            .Where(face => face.Box.Width >= _options.MinSize));
    }

    public void Dispose() => _detector.Dispose();

    /// <summary>A detector takes images of one size.</summary>
    private FaceDetectorYN For(Size size)
    {
        if (size == _size) return _detector;
        var created = Create(size); // which reads the file again, and may fail
        _detector.Dispose();
        (_size, _detector) = (size, created);
        return created;
    }

    private FaceDetectorYN Create(Size size) => FaceDetectorYN.Create(_path, "", size, MinScore, MostOverlap, MostBoxes);

    private static Point2d Point(Mat found, int row, int column) => new(found.At<float>(row, column), found.At<float>(row, column + 1));
}
