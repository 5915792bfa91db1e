using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Pictures in files as grey values: 8 bits, turned upright by EXIF, without alpha, by OpenCV's weights of the colours.</summary>
internal static class GreyPicture
{
    private static ReadOnlySpan<byte> StartOfScan => [0xFF, 0xDA];

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    /// <summary>Null where the file is damaged or no picture.</summary>
    public static Mat? TryRead(string path)
    {
        var bytes = ReadBytes(path);
        if (bytes.Length == 0 || IsCutJpeg(bytes))
            return null;
        try
        {
            var grey = Mat.ImDecode(bytes, ImreadModes.Grayscale);
            if (!grey.Empty())
                return grey;
            grey.Dispose();
        }
        catch (OpenCVException)
        {
            // what OpenCV throws for a file that it takes for a picture and cannot decode
        }

        return null;
    }

    /// <summary>The picture as a square: by the mean of areas where it shrinks, linearly where it grows.</summary>
    public static void Fit(Mat grey, Span<byte> face, int side)
    {
        using var square = new Mat();
        var shrinks = grey.Total() > (long)side * side;
        Cv2.Resize(grey, square, new Size(side, side), interpolation: shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
        square.AsSpan<byte>().CopyTo(face);
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

    /// <summary>The decoder fills what is missing of a JPEG with grey; its last scan must have an end.</summary>
    private static bool IsCutJpeg(ReadOnlySpan<byte> bytes) =>
        bytes is [0xFF, 0xD8, ..] && bytes.LastIndexOf(EndOfImage) <= bytes.LastIndexOf(StartOfScan);
}
