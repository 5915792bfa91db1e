using System.Runtime.InteropServices;

namespace OpenCvSharp.Interop;

internal static partial class Native
{
    [LibraryImport(Library)] internal static partial int fer_classifier_new(out ClassifierHandle classifier);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_classifier_load(ClassifierHandle classifier, string file, out int loaded);

    [LibraryImport(Library)] internal static partial int fer_classifier_empty(ClassifierHandle classifier, out int empty);
    [LibraryImport(Library)] internal static partial int fer_classifier_window(ClassifierHandle classifier, out Size size);

    [LibraryImport(Library)]
    internal static partial int fer_classifier_detect(
        ClassifierHandle classifier, Mat image, double scale, int neighbors, int flags, Size smallest, Size largest, out OwnedArray found);

    [LibraryImport(Library)] internal static partial void fer_classifier_release(nint classifier);

    [LibraryImport(Library)] internal static partial int fer_capture_new(out CaptureHandle capture);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_capture_open_file(CaptureHandle capture, string file, int api, out int opened);

    [LibraryImport(Library)] internal static partial int fer_capture_open_device(CaptureHandle capture, int index, int api, out int opened);
    [LibraryImport(Library)] internal static partial int fer_capture_is_opened(CaptureHandle capture, out int opened);
    [LibraryImport(Library)] internal static partial int fer_capture_close(CaptureHandle capture);
    [LibraryImport(Library)] internal static partial int fer_capture_grab(CaptureHandle capture, out int grabbed);
    [LibraryImport(Library)] internal static partial int fer_capture_retrieve(CaptureHandle capture, Mat mat, int flag, out int retrieved);
    [LibraryImport(Library)] internal static partial int fer_capture_read(CaptureHandle capture, Mat mat, out int read);
    [LibraryImport(Library)] internal static partial int fer_capture_get(CaptureHandle capture, int property, out double value);
    [LibraryImport(Library)] internal static partial int fer_capture_set(CaptureHandle capture, int property, double value, out int accepted);
    [LibraryImport(Library)] internal static partial int fer_capture_backend(CaptureHandle capture, out OwnedArray name);
    [LibraryImport(Library)] internal static partial void fer_capture_release(nint capture);

    [LibraryImport(Library)] internal static partial int fer_writer_new(out WriterHandle writer);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int fer_writer_open(WriterHandle writer, string file, int api, int fourcc, double fps, Size size, int color, out int opened);

    [LibraryImport(Library)] internal static partial int fer_writer_is_opened(WriterHandle writer, out int opened);
    [LibraryImport(Library)] internal static partial int fer_writer_close(WriterHandle writer);
    [LibraryImport(Library)] internal static partial int fer_writer_write(WriterHandle writer, Mat image);
    [LibraryImport(Library)] internal static partial void fer_writer_release(nint writer);
}
