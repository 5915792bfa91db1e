using FerTrain.Core.Errors;
using FerTrain.Data;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Opens an .onnx file that finds faces: YuNet or MediaPipe's BlazeFace, which its inputs and outputs tell.</summary>
internal static class DetectorFile
{
    private const string Expected =
        "Expected: YuNet (outputs cls_8, obj_8, bbox_8, kps_8 and so on) or MediaPipe's BlazeFace (input 1×S×S×3, outputs of 896 scores and 896×16 numbers)";

    /// <exception cref="UserError">The file is missing, damaged, or neither of both; or OpenCV is missing, or an option is not accepted.</exception>
    public static IFaceDetector Open(string path, DetectionOptions options)
    {
        options.ThrowIfInvalid();
        OpenCvLibrary.Require();
        if (!File.Exists(path)) throw new UserError($"Detector '{path}' {(Directory.Exists(path) ? "is a folder" : "does not exist")}.");
        InferenceSession? session = null;
        try
        {
            using var settings = new SessionOptions { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            session = new InferenceSession(path, settings);
            if (BlazeFaceDetector.IsOne(session)) return new BlazeFaceDetector(path, session, options);
            using (session)
            {
                return YunetDetector.IsOne(session)
                    ? new YunetDetector(path, options)
                    : throw new UserError(
                        $"Detector '{path}' has the inputs {string.Join(", ", session.InputMetadata.Keys)} and the outputs {string.Join(", ", session.OutputMetadata.Keys)}. {Expected}.");
            }
        }
        catch (OnnxRuntimeException error)
        {
            session?.Dispose();
            throw new UserError($"Detector '{path}' cannot be run by ONNX Runtime: {error.Message.ReplaceLineEndings(" ")} {Expected}.", error);
        }
    }
}

/// <summary>Turns what a detecting network finds into the square that the faces of FER2013 are cut by: from the forehead to the chin.</summary>
/// <param name="Scale">The side of the square, as a multiple of the longer side of the network's box.</param>
/// <param name="Shift">How far the centre of the square lies below that of the box, as a fraction of the box's longer side.</param>
internal sealed record FaceSquare(double Scale, double Shift)
{
    /// <param name="box">The network's box, in pixels of the searched image.</param>
    /// <param name="right">The person's right eye there, which is left in the image.</param>
    /// <param name="left">The other eye.</param>
    /// <param name="scale">The size of the searched image as a fraction of the original's.</param>
    /// <param name="within">The size of the original, in which the square stays.</param>
    public FoundFace Of(Rect2d box, Point2d right, Point2d left, double scale, Size within)
    {
        var tilt = Math.Atan2(left.Y - right.Y, left.X - right.X);
        var longer = Math.Max(box.Width, box.Height);
        var side = Math.Clamp((int)Math.Round(Scale * longer / scale), 1, Math.Min(within.Width, within.Height));
        // Below the centre of the box is along the face.
        var x = (box.X + box.Width / 2 - Shift * longer * Math.Sin(tilt)) / scale - side / 2.0;
        var y = (box.Y + box.Height / 2 + Shift * longer * Math.Cos(tilt)) / scale - side / 2.0;
        var square = new Rect(Inside(x, side, within.Width), Inside(y, side, within.Height), side, side);
        // In tenths, so that the last digits of the network, which differ between CPUs and browsers, do not change the pixels of the face.
        return new(square, Math.Round(double.RadiansToDegrees(tilt), 1));
    }

    private static int Inside(double start, int side, int length) => (int)Math.Clamp(start, 0, length - side);
}
