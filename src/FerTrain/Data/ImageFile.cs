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
