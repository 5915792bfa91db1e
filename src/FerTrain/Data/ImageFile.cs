using System.Buffers.Binary;
using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Files with one image each: 8 bits, turned upright by EXIF, without alpha.</summary>
internal static class ImageFile
{
    /// <summary>In colour (BGR).</summary>
    /// <exception cref="UserError">The file cannot be read, is damaged or no image.</exception>
    public static Mat Read(string path) => TryRead(path, ImreadModes.Color)
        ?? throw new UserError($"{path} cannot be read as an image: it is empty, damaged, cut off, or of a kind that OpenCV does not know");

    /// <summary>Null where the file is damaged or no image.</summary>
    /// <exception cref="UserError">The file cannot be read.</exception>
    public static Mat? TryRead(string path, ImreadModes mode)
    {
        OpenCvLibrary.Require();
        var bytes = ReadBytes(path);
        if (bytes.Length == 0 || JpegData.IsCutOff(bytes))
            return null;
        try
        {
            var image = Mat.ImDecode(bytes, mode);
            if (!image.Empty())
                return image;
            image.Dispose();
        }
        catch (OpenCVException)
        {
            // what OpenCV throws for a file that it takes for an image and cannot decode
        }

        return null;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be read: {error.Message}", error);
        }
    }
}

/// <summary>JPEG files as their markers divide them (ITU-T T.81), of which OpenCV reads what is there and fills the rest with grey.</summary>
internal static class JpegData
{
    private const byte Marker = 0xFF;
    private const byte StartOfScan = 0xDA;

    private static ReadOnlySpan<byte> StartOfImage => [Marker, 0xD8];

    private static ReadOnlySpan<byte> EndOfImage => [Marker, 0xD9];

    /// <summary>Whether it begins as such a file and lacks its end.</summary>
    public static bool IsCutOff(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(StartOfImage)) return false;
        // A thumbnail among the segments before the image has an end of its own.
        var rest = file[StartOfImage.Length..];
        while (rest.Length >= 4 && rest[0] == Marker && rest[1] != StartOfScan)
        {
            var segment = rest[1] == Marker ? 1 : 2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (segment > rest.Length) return true;
            rest = rest[segment..];
        }

        return rest.IndexOf(EndOfImage) < 0;
    }
}

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
