using OpenCvSharp.Interop;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

public static partial class Cv2
{
    /// <summary>An empty matrix where the file is missing or no picture.</summary>
    public static Mat ImRead(string fileName, ImreadModes flags = ImreadModes.Color) => new(Load(fileName, flags));

    public static Mat ImDecode(byte[] buf, ImreadModes flags)
    {
        ArgumentNullException.ThrowIfNull(buf);
        return ImDecode(buf.AsSpan(), flags);
    }

    /// <summary>An empty matrix where the bytes are no picture.</summary>
    public static Mat ImDecode(ReadOnlySpan<byte> span, ImreadModes flags)
    {
        if (span.IsEmpty) throw new ArgumentException("Empty span", nameof(span));
        Check(fer_imdecode(span, span.Length, (int)flags, out var mat));
        return new(mat);
    }

    public static unsafe bool ImEncode(string ext, InputArray img, out byte[] buf, int[]? prms = null)
    {
        ThrowIfEmpty(ext, nameof(ext));
        prms ??= [];
        Check(fer_imencode(ext, Given(img), prms, prms.Length, out var bytes, out var encoded));
        buf = bytes.Take<byte>(&fer_bytes_release);
        return encoded != 0;
    }

    public static void ImEncode(string ext, InputArray img, out byte[] buf, params ImageEncodingParam[] prms) =>
        _ = ImEncode(ext, img, out buf, Numbers(prms));

    public static bool ImWrite(string fileName, Mat img, int[]? prms = null)
    {
        ThrowIfEmpty(fileName, nameof(fileName));
        ArgumentNullException.ThrowIfNull(img);
        prms ??= [];
        Check(fer_imwrite(fileName, img, prms, prms.Length, out var written));
        return written != 0;
    }

    public static bool ImWrite(string fileName, Mat img, params ImageEncodingParam[] prms) => ImWrite(fileName, img, Numbers(prms));

    internal static MatHandle Load(string fileName, ImreadModes flags)
    {
        ThrowIfEmpty(fileName, nameof(fileName));
        Check(fer_imread(fileName, (int)flags, out var mat));
        return mat;
    }

    internal static void ThrowIfEmpty(string text, string name)
    {
        if (string.IsNullOrEmpty(text)) throw new ArgumentNullException(name);
    }

    private static int[] Numbers(ImageEncodingParam[] prms)
    {
        ArgumentNullException.ThrowIfNull(prms);
        return [.. prms.SelectMany(prm => new[] { (int)prm.EncodingId, prm.Value })];
    }
}
