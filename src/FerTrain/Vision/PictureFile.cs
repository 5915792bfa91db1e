using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>A file with one picture.</summary>
internal static class PictureFile
{
    /// <summary>Upright as its EXIF orientation says, 8 bits, three channels (BGR), without transparency.</summary>
    /// <exception cref="UserError">It cannot be read, or not to its end.</exception>
    public static Mat Read(string path)
    {
        var bytes = Bytes(path);
        try
        {
            var picture = bytes.Length == 0 ? new Mat() : Cv2.ImDecode(bytes, ImreadModes.Color);
            if (!picture.Empty() && !JpegData.IsCutOff(bytes)) return picture;
            picture.Dispose();
        }
        catch (OpenCVException error)
        {
            throw new UserError($"{path}: cannot be read as a picture: {error.Message.ReplaceLineEndings(" ")}", error);
        }

        throw new UserError($"{path}: cannot be read as a picture: it is {(bytes.Length == 0 ? "empty" : "damaged, cut off, or of a kind that OpenCV does not know")}");
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {error.Message}", error);
        }
    }
}
