using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Reads frames from a camera, a video file or a stream.</summary>
internal sealed class VideoSource : IDisposable
{
    private const double UnknownFrameRate = 25;

    private readonly string _name;
    private readonly VideoCapture _capture;

    /// <param name="name">The number of a camera, a file, or a URL.</param>
    /// <exception cref="UserError">The source cannot be opened.</exception>
    public VideoSource(string name)
    {
        _name = name;
        var isStream = name.Contains("://", StringComparison.Ordinal);
        var isCamera = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var camera);
        IsFile = !isStream && !isCamera;
        if (IsFile && !File.Exists(name)) throw new UserError($"{name} does not exist. Expected: the number of a camera, a video file, or the URL of a stream.");
        OpenCvLibrary.Require();
        _capture = isCamera ? new VideoCapture(camera) : new VideoCapture(name);
        if (!_capture.IsOpened())
        {
            _capture.Dispose();
            throw new UserError(isCamera ? NoCamera(camera)
                : isStream ? $"{name} cannot be opened as a stream."
                : $"{name} cannot be read as a video: it is damaged, or in a format that OpenCV does not know.");
        }

        FramesPerSecond = _capture.Fps is > 0 and < 1000 and var rate ? rate : UnknownFrameRate;
    }

    /// <summary>Is true for a file, which waits for its reader; cameras and streams do not.</summary>
    public bool IsFile { get; }

    public double FramesPerSecond { get; }

    /// <summary>Reads the remaining frames as the result is enumerated.</summary>
    /// <param name="paced">True to return the frames of a file at the video's rate, as a camera does.</param>
    /// <exception cref="UserError">There are no frames.</exception>
    public IEnumerable<Frame> Frames(bool paced)
    {
        var start = Stopwatch.GetTimestamp();
        var number = 0;
        for (; Next() is { } image; number++)
        {
            if (number == 0) start = Stopwatch.GetTimestamp();
            var time = IsFile ? TimeSpan.FromSeconds(number / FramesPerSecond) : Stopwatch.GetElapsedTime(start);
            if (IsFile && paced && time - Stopwatch.GetElapsedTime(start) is var early && early > TimeSpan.Zero) Thread.Sleep(early);
            yield return new Frame(image, time);
        }

        if (number == 0) throw new UserError($"{_name} cannot be read: it has no frames.");
    }

    public void Dispose() => _capture.Dispose();

    private Mat? Next()
    {
        var image = new Mat();
        if (_capture.Read(image) && !image.Empty()) return image;
        image.Dispose();
        return null;
    }

    private static string NoCamera(int number)
    {
        var found = OperatingSystem.IsLinux() ? Directory.GetFiles("/dev", "video*") : [];
        var available = found.Length > 0 ? $" Available: {string.Join(", ", found.Order(StringComparer.Ordinal))}." : "";
        return $"Camera {number} cannot be opened: it does not exist, is in use, or is not permitted.{available} Expected: the number of a camera, a video file, or the URL of a stream.";
    }
}
