using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

/// <summary>Writes a video of synthetic faces that circle in front of a wall, which the frontal cascade finds.</summary>
internal static class MovingFaces
{
    public const int Faces = 2;

    public static readonly Size Size = new(640, 480);

    private const int Side = 150;
    private const double FramesPerTurn = 40;

    private static readonly FaceSet Generated = SyntheticFaces.Generate(Faces, seed: 0);

    /// <summary>Writes motion JPEG, which every build of OpenCV supports, or with another codec.</summary>
    public static string Write(string path, int frames, double framesPerSecond = 25, FourCC? codec = null)
    {
        using var writer = new VideoWriter(path, codec ?? FourCC.MJPG, framesPerSecond, Size);
        writer.IsOpened().ShouldBeTrue();
        for (var number = 0; number < frames; number++)
        {
            using var scene = Draw(number);
            writer.Write(scene);
        }

        return path;
    }

    public static Mat Draw(int number)
    {
        var scene = new Mat(Size, MatType.CV_8UC3, new Scalar(140, 150, 160));
        var (sin, cos) = Math.SinCos(number * Math.Tau / FramesPerTurn);
        for (var face = 0; face < Faces; face++)
            Paste(scene, Generated.Face(face), new Rect((int)(85 + 320 * face + 40 * cos), (int)(165 + 40 * sin), Side, Side));
        return scene;
    }

    private static void Paste(Mat scene, ReadOnlySpan<byte> pixels, Rect area)
    {
        using var face = Mat.FromPixelData(FaceSet.Fer2013Size, FaceSet.Fer2013Size, MatType.CV_8UC1, pixels.ToArray());
        using var large = new Mat();
        using var colour = new Mat();
        Cv2.Resize(face, large, area.Size, interpolation: InterpolationFlags.Cubic);
        Cv2.CvtColor(large, colour, ColorConversionCodes.GRAY2BGR);
        scene[area] = colour;
    }
}
