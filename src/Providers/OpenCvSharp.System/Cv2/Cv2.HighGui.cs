using static OpenCvSharp.Interop.Native;

namespace OpenCvSharp;

public static partial class Cv2
{
    public static void NamedWindow(string winName, WindowFlags flags = WindowFlags.Normal) =>
        Check(fer_named_window(Named(winName), (int)flags));

    /// <summary>Painted in the next <see cref="WaitKey"/>.</summary>
    public static void ImShow(string winName, Mat mat)
    {
        ArgumentNullException.ThrowIfNull(mat);
        Check(fer_imshow(Named(winName), mat));
    }

    /// <summary>-1 where no key was pressed in <paramref name="delay"/> milliseconds; 0 waits for ever.</summary>
    public static int WaitKey(int delay = 0)
    {
        Check(fer_wait_key(delay, out var key));
        return key;
    }

    public static void ResizeWindow(string winName, int width, int height) => Check(fer_resize_window(Named(winName), width, height));

    public static double GetWindowProperty(string winName, WindowPropertyFlags propId)
    {
        Check(fer_window_property(Named(winName), (int)propId, out var value));
        return value;
    }

    public static void DestroyWindow(string winName) => Check(fer_destroy_window(Named(winName)));

    public static void DestroyAllWindows() => Check(fer_destroy_all_windows());

    private static string Named(string winName) =>
        string.IsNullOrEmpty(winName) ? throw new ArgumentException("null or empty string.", nameof(winName)) : winName;
}
