using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Images as grey values, by OpenCV's weights of the colours.</summary>
internal static class GrayscaleImage
{
    /// <summary>Null where the file is damaged or no image.</summary>
    public static Mat? TryRead(string path) => ImageFile.TryRead(path, ImreadModes.Grayscale);

    /// <summary>Of an image with one channel or three (BGR); of one, the same data.</summary>
    public static Mat Of(Mat image)
    {
        if (image.Channels() == 1) return new Mat(image, new Rect(0, 0, image.Width, image.Height));
        var grey = new Mat();
        Cv2.CvtColor(image, grey, ColorConversionCodes.BGR2GRAY);
        return grey;
    }

    /// <summary>A face of a set, in memory of its own.</summary>
    public static Mat Of(FaceSet faces, int row) => Mat.FromPixelData(faces.Size, faces.Size, MatType.CV_8UC1, faces.Face(row).ToArray());

    /// <summary>The image as a square: by the mean of areas where it shrinks, linearly where it grows.</summary>
    public static void Fit(Mat grey, Span<byte> face, int side)
    {
        using var square = new Mat();
        var shrinks = grey.Total() > (long)side * side;
        Cv2.Resize(grey, square, new Size(side, side), interpolation: shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
        square.AsSpan<byte>().CopyTo(face);
    }
}
