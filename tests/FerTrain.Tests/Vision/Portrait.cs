using OpenCvSharp;

namespace FerTrain.Tests.Vision;

/// <summary>NASA's portrait of Eileen Collins, which is in the public domain and which scikit-image brings.</summary>
internal static class Portrait
{
    public const string File = "/usr/lib/python3/dist-packages/skimage/data/astronaut.png";

    /// <summary>The middle of her face, and the side of a square around it.</summary>
    public static readonly (int X, int Y, int Side) Face = (224, 118, 110);

    private const double FramesPerTurn = 40;
    private const double Step = 30;

    public static bool IsInstalled => System.IO.File.Exists(File);

    /// <summary>Draws a frame of a camera of 640 × 480 pixels, in front of which she moves from side to side.</summary>
    public static Mat Draw(int number)
    {
        using var portrait = Cv2.ImRead(File);
        using var move = Mat.FromArray(new double[,] { { 1, 0, MiddleOf(number) - Face.X }, { 0, 1, 0 } });
        var frame = new Mat();
        Cv2.WarpAffine(portrait, frame, move, MovingFaces.Size, InterpolationFlags.Linear, BorderTypes.Constant, Scalar.All(128));
        return frame;
    }

    /// <summary>Turns her head, and everything else, clockwise.</summary>
    public static Mat Turned(double degrees)
    {
        using var portrait = Cv2.ImRead(File);
        using var turn = Cv2.GetRotationMatrix2D(new Point2f(Face.X, Face.Y), -degrees, 1);
        var turned = new Mat();
        Cv2.WarpAffine(portrait, turned, turn, portrait.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
        return turned;
    }

    private static double MiddleOf(int number) => MovingFaces.Size.Width / 2.0 + Step * Math.Sin(number * Math.Tau / FramesPerTurn);
}
