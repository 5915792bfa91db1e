using OpenCvSharp;

namespace FerTrain.Tests.Vision;

/// <summary>Draws images with faces that the frontal cascade finds.</summary>
internal static class Scene
{
    private static readonly (int X, int Y, int Radius, int Grey)[] Discs =
    [
        (160, 120, 60, 215), (160, 150, 38, 205), (138, 105, 13, 120), (182, 105, 13, 120), (138, 106, 7, 40),
        (182, 106, 7, 40), (160, 128, 7, 185), (152, 133, 3, 120), (168, 133, 3, 120),
    ];

    private static readonly (int X1, int Y1, int X2, int Y2, int Grey)[] Strokes =
        [(122, 90, 152, 88, 70), (168, 88, 198, 90, 70), (142, 152, 178, 152, 90)];

    /// <summary>Gives the centre of the face, and about the side of the cascade's square.</summary>
    public static readonly (int X, int Y, int Side) Face = (160, 120, 154);

    public static Mat WithFaces(int columns = 1, double scale = 1)
    {
        using var grey = DrawnFace();
        using var row = new Mat();
        Cv2.HConcat(Enumerable.Repeat(grey, columns), row);
        var scene = new Mat();
        Cv2.CvtColor(row, scene, ColorConversionCodes.GRAY2BGR);
        if (scale == 1) return scene;
        using (scene)
        {
            var scaled = new Mat();
            Cv2.Resize(scene, scaled, default, scale, scale, InterpolationFlags.Cubic);
            return scaled;
        }
    }

    public static string WithFaces(TempFolder folder, string name, int columns = 1, double scale = 1)
    {
        using var scene = WithFaces(columns, scale);
        return Write(scene, folder[name]);
    }

    public static string Empty(TempFolder folder, string name)
    {
        using var scene = new Mat(120, 160, MatType.CV_8UC3, Scalar.All(90));
        return Write(scene, folder[name]);
    }

    /// <summary>Writes motion JPEG, which every build of OpenCV supports: frames with the face, then as many with an empty room.</summary>
    public static string Video(TempFolder folder, string name, int frames)
    {
        using var face = WithFaces();
        using var room = new Mat(face.Size(), MatType.CV_8UC3, Scalar.All(90));
        using var writer = new VideoWriter(folder[name], FourCC.MJPG, 10, face.Size());
        writer.IsOpened().ShouldBeTrue();
        for (var i = 0; i < 2 * frames; i++)
            writer.Write(i < frames ? face : room);
        return folder[name];
    }

    private static Mat DrawnFace()
    {
        var scene = new Mat(240, 320, MatType.CV_8UC1, new Scalar(150));
        foreach (var (x, y, radius, grey) in Discs)
            Cv2.Circle(scene, new Point(x, y), radius, new Scalar(grey), thickness: -1);
        foreach (var (x1, y1, x2, y2, grey) in Strokes)
            Cv2.Line(scene, new Point(x1, y1), new Point(x2, y2), new Scalar(grey), thickness: 6);
        return scene;
    }

    public static string Write(Mat image, string path)
    {
        Cv2.ImWrite(path, image).ShouldBeTrue();
        return path;
    }
}
