using System.Runtime.InteropServices;
using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

/// <summary>OpenCV's functions.</summary>
public static partial class Cv2
{
    public static string? GetVersionString()
    {
        Check(fer_version(out var version));
        return Marshal.PtrToStringUTF8(version);
    }

    public static int GetNumThreads()
    {
        Check(fer_num_threads(out var threads));
        return threads;
    }

    public static void SetNumThreads(int nThreads) => Check(fer_set_num_threads(nThreads));

    /// <summary>Seeds the thread's generator, from which a forest takes its randomness.</summary>
    public static RNG SetTheRNG(ulong state)
    {
        Check(fer_set_rng(state));
        return new(state);
    }

    /// <summary>Says what was set before.</summary>
    public static LogLevel SetLogLevel(LogLevel logLevel)
    {
        Check(fer_set_log_level((int)logLevel, out var previous));
        return (LogLevel)previous;
    }

    public static void Flip(InputArray src, OutputArray dst, FlipMode flipCode) => Check(fer_flip(Given(src), Given(dst), (int)flipCode));

    public static void Rotate(InputArray src, OutputArray dst, RotateFlags rotateCode) =>
        Check(fer_rotate(Given(src), Given(dst), (int)rotateCode));

    public static void CopyMakeBorder(
        InputArray src, OutputArray dst, int top, int bottom, int left, int right, BorderTypes borderType, Scalar? value = null) =>
        Check(fer_copy_make_border(Given(src), Given(dst), top, bottom, left, right, (int)borderType, value ?? default));

    public static void AddWeighted(
        InputArray src1, double alpha, InputArray src2, double beta, double gamma, OutputArray dst, int dtype = -1) =>
        Check(fer_add_weighted(Given(src1), alpha, Given(src2), beta, gamma, Given(dst), dtype));

    public static void HConcat(IEnumerable<Mat> src, OutputArray dst) => Concatenate(src, vertically: false, dst);

    public static void VConcat(IEnumerable<Mat> src, OutputArray dst) => Concatenate(src, vertically: true, dst);

    private static void Concatenate(IEnumerable<Mat> src, bool vertically, OutputArray dst)
    {
        ArgumentNullException.ThrowIfNull(src);
        var parts = src.ToArray();
        if (parts.Length == 0) throw new ArgumentException("src is empty", nameof(src));
        foreach (var part in parts) part.ThrowIfDisposed();
        Check(fer_concat([.. parts.Select(part => part.CvPtr)], parts.Length, vertically ? 1 : 0, Given(dst)));
        GC.KeepAlive(parts);
    }

    private static Mat Given(InputArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return array.Mat;
    }

    private static Mat Given(OutputArray array)
    {
        ArgumentNullException.ThrowIfNull(array);
        return array.Mat;
    }
}
