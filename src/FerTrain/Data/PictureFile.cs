using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Files with one picture each: 8 bits, turned upright by EXIF, without alpha.</summary>
internal static class PictureFile
{
    /// <summary>In colour (BGR).</summary>
    /// <exception cref="UserError">The file cannot be read, is damaged or no picture.</exception>
    public static Mat Read(string path) => TryRead(path, ImreadModes.Color)
        ?? throw new UserError($"{path} cannot be read as a picture: it is empty, damaged, cut off, or of a kind that OpenCV does not know");

    /// <summary>Null where the file is damaged or no picture.</summary>
    /// <exception cref="UserError">The file cannot be read.</exception>
    public static Mat? TryRead(string path, ImreadModes mode)
    {
        PictureLibrary.Require();
        var bytes = ReadBytes(path);
        if (bytes.Length == 0 || JpegData.IsCutOff(bytes))
            return null;
        try
        {
            var picture = Mat.ImDecode(bytes, mode);
            if (!picture.Empty())
                return picture;
            picture.Dispose();
        }
        catch (OpenCVException)
        {
            // what OpenCV throws for a file that it takes for a picture and cannot decode
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
