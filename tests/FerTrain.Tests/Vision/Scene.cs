using FerTrain.Tests.OpenCv;
using OpenCvSharp;

namespace FerTrain.Tests.Vision;

/// <summary>Pictures with drawn faces that the frontal cascade finds.</summary>
internal static class Scene
{
    /// <summary>The middle of the drawn face, and about the side of the cascade's square.</summary>
    public static readonly (int X, int Y, int Side) Face = (160, 120, 154);

    public static Mat WithFaces(int columns = 1, double scale = 1)
    {
        using var grey = Picture.Face();
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

    /// <summary>Motion JPEG, which every build of OpenCV writes: the face for as many frames, then an empty room for as many.</summary>
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

    public static string Write(Mat picture, string path)
    {
        Cv2.ImWrite(path, picture).ShouldBeTrue();
        return path;
    }
}
