using System.Runtime.InteropServices;

namespace OpenCvSharp.Interop;

internal static partial class Native
{
    [LibraryImport(Library)] internal static partial int fer_cvt_color(Mat source, Mat target, int code, int channels);
    [LibraryImport(Library)] internal static partial int fer_resize(Mat source, Mat target, Size size, double fx, double fy, int interpolation);
    [LibraryImport(Library)] internal static partial int fer_equalize_hist(Mat source, Mat target);
    [LibraryImport(Library)] internal static partial int fer_flip(Mat source, Mat target, int code);
    [LibraryImport(Library)] internal static partial int fer_rotate(Mat source, Mat target, int code);

    [LibraryImport(Library)]
    internal static partial int fer_copy_make_border(Mat source, Mat target, int top, int bottom, int left, int right, int border, Scalar value);

    [LibraryImport(Library)]
    internal static partial int fer_add_weighted(Mat first, double alpha, Mat second, double beta, double gamma, Mat target, int depth);

    [LibraryImport(Library)] internal static partial int fer_apply_color_map(Mat source, Mat target, int map);
    [LibraryImport(Library)] internal static partial int fer_concat(nint[] sources, int count, int vertically, Mat target);

    [LibraryImport(Library)] internal static partial int fer_rectangle(Mat mat, Rect rect, Scalar color, int thickness, int line, int shift);

    [LibraryImport(Library)]
    internal static partial int fer_rectangle_corners(Mat mat, Point first, Point second, Scalar color, int thickness, int line, int shift);

    [LibraryImport(Library)] internal static partial int fer_line(Mat mat, Point from, Point to, Scalar color, int thickness, int line, int shift);
    [LibraryImport(Library)] internal static partial int fer_circle(Mat mat, Point center, int radius, Scalar color, int thickness, int line, int shift);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_put_text(
        Mat mat, string text, Point origin, int font, double scale, Scalar color, int thickness, int line, int bottomLeftOrigin);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_text_size(string text, int font, double scale, int thickness, out int baseline, out Size size);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int fer_named_window(string name, int flags);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int fer_imshow(string name, Mat mat);
    [LibraryImport(Library)] internal static partial int fer_wait_key(int delay, out int key);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int fer_resize_window(string name, int width, int height);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int fer_window_property(string name, int property, out double value);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int fer_destroy_window(string name);
    [LibraryImport(Library)] internal static partial int fer_destroy_all_windows();
}
