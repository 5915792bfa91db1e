using System.Runtime.InteropServices;

namespace OpenCvSharp.Interop;

internal static partial class Native
{
    [LibraryImport(Library)] internal static partial int fer_mat_new(int rows, int columns, int type, out MatHandle mat);
    [LibraryImport(Library)] internal static partial int fer_mat_from_memory(int rows, int columns, int type, nint data, long step, out MatHandle mat);
    [LibraryImport(Library)] internal static partial int fer_mat_roi(Mat mat, Rect roi, out MatHandle view);
    [LibraryImport(Library)] internal static partial int fer_mat_clone(Mat mat, out MatHandle clone);
    [LibraryImport(Library)] internal static partial int fer_mat_reshape(Mat mat, int channels, int rows, out MatHandle view);
    [LibraryImport(Library)] internal static partial int fer_mat_create(Mat mat, int rows, int columns, int type);
    [LibraryImport(Library)] internal static partial int fer_mat_copy_to(Mat mat, Mat target, Mat? mask);
    [LibraryImport(Library)] internal static partial int fer_mat_convert_to(Mat mat, Mat target, int type, double alpha, double beta);
    [LibraryImport(Library)] internal static partial int fer_mat_set_to(Mat mat, Scalar value, Mat? mask);
    [LibraryImport(Library)] internal static partial void fer_mat_layout(Mat mat, out MatLayout layout);
    [LibraryImport(Library)] internal static partial void fer_mat_release(nint mat);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_imread(string file, int flags, out MatHandle mat);

    [LibraryImport(Library)] internal static partial int fer_imdecode(ReadOnlySpan<byte> data, int length, int flags, out MatHandle mat);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_imwrite(string file, Mat mat, int[] settings, int count, out int written);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_imencode(string extension, Mat mat, int[] settings, int count, out OwnedArray bytes, out int encoded);
}
