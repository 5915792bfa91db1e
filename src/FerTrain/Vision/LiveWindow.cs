using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Shows one image after another in a window. Use it from one thread; some systems require the program's first.</summary>
internal sealed class LiveWindow : IDisposable
{
    private const string Title = "FerTrain";
    private const int Escape = 27;

    private bool _isShown;

    /// <summary>Opens the window.</summary>
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
            throw new UserError($"There is no screen for a window: {error.Message}{display}. Expected: --no-window, with --record FILE.mp4 to keep the result.", error);
        }
    }

    /// <summary>Whether the user has pressed q or Escape in the window, or has closed it.</summary>
    public bool IsClosed { get; private set; }

    public void Show(Mat image)
    {
        Cv2.ImShow(Title, image);
        if (!_isShown) Cv2.ResizeWindow(Title, image.Width, image.Height);
        _isShown = true;
        HandleEvents();
    }

    /// <summary>Handles the window's events for a millisecond.</summary>
    public void HandleEvents()
    {
        var key = Cv2.WaitKey(1);
        // ImShow would open a closed window again.
        IsClosed |= key is 'q' or 'Q' or Escape || (_isShown && WasClosed());
    }

    public void Dispose() => Cv2.DestroyAllWindows();

    /// <summary>Whether neither property is known: GTK never reports visibility, Cocoa never the size, and a closed window reports nothing.</summary>
    private static bool WasClosed() => Cv2.GetWindowProperty(Title, WindowPropertyFlags.Visible) < 1 && Cv2.GetWindowProperty(Title, WindowPropertyFlags.AutoSize) < 0;
}
