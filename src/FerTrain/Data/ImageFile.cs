using System.Buffers.Binary;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Reads image files as 8-bit images without alpha, turned upright by their EXIF orientation.</summary>
internal static class ImageFile
{
    /// <summary>The number of megapixels above which an image is not decoded: a small file can claim billions of them.</summary>
    public const int MostMegapixels = 64;

    private const string Damaged = "damaged or not an image";

    /// <summary>Reads an image in colour (BGR).</summary>
    /// <exception cref="UserError">The file cannot be read, is damaged, is not an image or is larger than the limit.</exception>
    public static Mat Read(string path, int megapixels = MostMegapixels) => TryRead(path, ImreadModes.Color, out var fault, megapixels)
        ?? throw new UserError(fault == Damaged
            ? $"{path} cannot be read as an image: it is empty, damaged or truncated, or neither PNG, JPEG, GIF, BMP, WebP, TIFF nor a portable anymap."
            : $"{path} is {fault}. Expected: smaller images; {ProgramCommand.Of("predict")} reads larger ones with --max-megapixels.");

    /// <summary>Reads an image; returns null and what it is instead if the file is damaged, not an image or larger than the limit.</summary>
    /// <exception cref="UserError">The file cannot be read.</exception>
    public static Mat? TryRead(string path, ImreadModes mode, out string fault, int megapixels = MostMegapixels)
    {
        OpenCvLibrary.Require();
        return TryDecode(ReadBytes(path), mode, out fault, megapixels);
    }

    /// <summary>Does the same with the bytes of a file.</summary>
    public static Mat? TryDecode(byte[] bytes, ImreadModes mode, out string fault, int megapixels)
    {
        OpenCvLibrary.Require();
        fault = Damaged;
        if (bytes.Length == 0 || JpegData.IsTruncated(bytes) || PngData.IsTruncated(bytes))
            return null;
        if (ImageHeader.Size(bytes) is not var (width, height))
            return null; // OpenCV decodes a few formats more, of any size
        if ((double)width * height > megapixels * 1e6)
        {
            fault = $"an image of {width} × {height} pixels, more than {megapixels} megapixels";
            return null;
        }

        try
        {
            var image = NativeMessages.Dropped(() => Mat.ImDecode(bytes, mode));
            if (!image.Empty())
                return image;
            image.Dispose();
        }
        catch (OpenCVException)
        {
            // OpenCV takes the file for an image but cannot decode it.
        }

        return null;
    }

    /// <summary>Writes an image in the format of the file's extension.</summary>
    /// <exception cref="UserError">It cannot be encoded or written.</exception>
    public static void Write(Mat image, string path)
    {
        if (!Cv2.ImEncode(Path.GetExtension(path), image, out var bytes))
            throw new UserError($"{path} cannot be written: OpenCV does not encode {image.Width} × {image.Height} pixels so.");
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return InputFile.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be read: {error.Message}", error);
        }
    }
}

/// <summary>Reads the markers of JPEG files (ITU-T T.81).</summary>
internal static class JpegData
{
    private const byte Marker = 0xFF;
    private const byte StartOfScan = 0xDA;

    private static ReadOnlySpan<byte> StartOfImage => [Marker, 0xD8];

    private static ReadOnlySpan<byte> EndOfImage => [Marker, 0xD9];

    /// <summary>Counts the scans of a JPEG file, up to the image's end: behind it a telephone may keep a video.</summary>
    public static int Scans(ReadOnlySpan<byte> file)
    {
        var scans = 0;
        for (var rest = file[StartOfImage.Length..]; rest.IndexOf(Marker) is >= 0 and var next && rest.Length - next >= 4;)
        {
            rest = rest[next..];
            if (rest.StartsWith(EndOfImage)) break;
            if (rest[1] == StartOfScan) scans++;
            var isAlone = rest[1] is 0 or 1 or Marker or (>= 0xD0 and <= 0xD7); // coded data, fill bytes and restarts have no length behind them
            rest = rest[(isAlone ? 1 : Math.Min(2 + BinaryPrimitives.ReadUInt16BigEndian(rest[2..]), rest.Length))..];
        }

        return scans;
    }

    /// <summary>Whether a JPEG file lacks its end; OpenCV would fill the missing rest with grey.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(StartOfImage)) return false;
        // A thumbnail in the segments before the image has its own end marker.
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

/// <summary>Detects truncated PNG files by their chunks (ISO/IEC 15948); OpenCV would allocate what a chunk claims to hold.</summary>
internal static class PngData
{
    private const int FrameBytes = 12; // of a chunk: its length, its type and its checksum

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Whether a PNG file ends within a chunk, or before the last one.</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature)) return false;
        var rest = file[Signature.Length..];
        while (rest.Length >= FrameBytes)
        {
            if (BinaryPrimitives.ReadUInt32BigEndian(rest) is var length && length > rest.Length - FrameBytes) return true;
            if (rest[4..].StartsWith("IEND"u8)) return false;
            rest = rest[((int)length + FrameBytes)..];
        }

        return true;
    }
}

/// <summary>Converts images to grey values with OpenCV's colour weights.</summary>
internal static class GrayscaleImage
{
    /// <summary>
    /// Reads an image as grey values, those that a face of a photograph has: a decoder's own grey differs for saturated colours. Returns
    /// null and what it is instead if the file is damaged, not an image or larger than the limit.
    /// </summary>
    public static Mat? TryRead(string path, out string fault)
    {
        using var image = ImageFile.TryRead(path, ImreadModes.Color, out fault);
        return image is null ? null : Of(image);
    }

    /// <summary>Converts an image of three channels (BGR); an image of one channel is returned without a copy.</summary>
    public static Mat Of(Mat image)
    {
        if (image.Channels() == 1) return new Mat(image, new Rect(0, 0, image.Width, image.Height));
        var grey = new Mat();
        Cv2.CvtColor(image, grey, ColorConversionCodes.BGR2GRAY);
        return grey;
    }

    /// <summary>Copies a face.</summary>
    public static Mat Of(FaceSet faces, int row) => Mat.FromPixelData(faces.Size, faces.Size, MatType.CV_8UC1, faces.Face(row).ToArray());

    /// <summary>Resizes an image to a square: by area averaging if it shrinks, bilinearly if it grows.</summary>
    public static void Fit(Mat grey, Span<byte> face, int side)
    {
        using var square = new Mat();
        var shrinks = grey.Total() > (long)side * side;
        Cv2.Resize(grey, square, new Size(side, side), interpolation: shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
        square.AsSpan<byte>().CopyTo(face);
    }
}
