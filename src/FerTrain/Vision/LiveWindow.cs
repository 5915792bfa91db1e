using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>A window that shows one image after another; of one thread, which some systems want to be the program's first.</summary>
public sealed class LiveWindow : IDisposable
{
    private const string Title = "FerTrain";
    private const int Escape = 27;

    private bool _isShown;

    /// <exception cref="UserError">There is no screen.</exception>
    public LiveWindow()
    {
        try
        {
            Cv2.NamedWindow(Title, WindowFlags.Normal | WindowFlags.GuiNormal);
        }
        catch (OpenCVException error)
        {
            var display = OperatingSystem.IsLinux() ? $" at DISPLAY={Environment.GetEnvironmentVariable("DISPLAY")}" : "";
            throw new UserError($"There is no screen to show a window on: {error.Message}{display}. Use --no-window, and --record to keep what it would show.", error);
        }
    }

    /// <summary>Somebody pressed q or Escape in it, or closed it.</summary>
    public bool IsClosed { get; private set; }

    public void Show(Mat image)
    {
        Cv2.ImShow(Title, image);
        if (!_isShown) Cv2.ResizeWindow(Title, image.Width, image.Height);
        _isShown = true;
        HandleEvents();
    }

    /// <summary>Paints what is to be painted and takes note of keys, for a millisecond.</summary>
    public void HandleEvents()
    {
        var key = Cv2.WaitKey(1);
        // ImShow would open a closed window again.
        IsClosed |= key is 'q' or 'Q' or Escape || (_isShown && IsGone());
    }

    public void Dispose() => Cv2.DestroyAllWindows();

    /// <summary>GTK never says that a window is visible, Cocoa never how it is sized; of one that is gone nothing is known.</summary>
    private static bool IsGone() => Cv2.GetWindowProperty(Title, WindowPropertyFlags.Visible) < 1 && Cv2.GetWindowProperty(Title, WindowPropertyFlags.AutoSize) < 0;
}
