using OpenCvSharp;

namespace FerTrain.Tests.OpenCv;

/// <summary>The pictures of <c>Goldens/make_opencv.py</c>.</summary>
internal static class Picture
{
    private static readonly (int X, int Y, int Radius, int Grey)[] Discs =
    [
        (160, 120, 60, 215), (160, 150, 38, 205), (138, 105, 13, 120), (182, 105, 13, 120), (138, 106, 7, 40),
        (182, 106, 7, 40), (160, 128, 7, 185), (152, 133, 3, 120), (168, 133, 3, 120),
    ];

    private static readonly (int X1, int Y1, int X2, int Y2, int Grey)[] Strokes =
        [(122, 90, 152, 88, 70), (168, 88, 198, 90, 70), (142, 152, 178, 152, 90)];

    public static Mat Colour()
    {
        var mat = new Mat(30, 40, MatType.CV_8UC3);
        var (rows, columns) = (mat.Rows, mat.Cols);
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < columns; x++)
                mat.Set(y, x, new Vec3b(Value(x, y, 0), Value(x, y, 1), Value(x, y, 2)));
        return mat;
    }

    public static Mat Grey()
    {
        using var colour = Colour();
        var grey = new Mat();
        Cv2.CvtColor(colour, grey, ColorConversionCodes.BGR2GRAY);
        return grey;
    }

    /// <summary>A face drawn so that the frontal cascade finds it.</summary>
    public static Mat Face()
    {
        var scene = new Mat(240, 320, MatType.CV_8UC1, new Scalar(150));
        foreach (var (x, y, radius, grey) in Discs)
            Cv2.Circle(scene, new Point(x, y), radius, new Scalar(grey), thickness: -1);
        foreach (var (x1, y1, x2, y2, grey) in Strokes)
            Cv2.Line(scene, new Point(x1, y1), new Point(x2, y2), new Scalar(grey), thickness: 6);
        return scene;
    }

    /// <summary>All bytes, row after row.</summary>
    public static byte[] Bytes(this Mat mat)
    {
        using var whole = mat.Clone();
        return whole.AsSpan<byte>().ToArray();
    }

    private static byte Value(int x, int y, int channel) => (byte)(7 * x + 13 * y + 50 * channel + x * y % 31);
}
