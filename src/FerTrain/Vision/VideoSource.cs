using System.Diagnostics;
using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Reads frames from a camera, a video file or a stream.</summary>
internal sealed class VideoSource : IDisposable
{
    private const double UnknownFrameRate = 25;
    private const int ToleratedFrames = 2; // which an encoder may announce and leave out

    private readonly string _name;
    private readonly bool _isStream;
    private readonly VideoCapture _capture;
    private bool _isAbandoned;

    /// <param name="name">The number of a camera, a file, or a URL.</param>
    /// <param name="cancel">Ends the wait for a stream that does not answer.</param>
    /// <exception cref="UserError">The source cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before a stream answered.</exception>
    public VideoSource(string name, CancellationToken cancel = default)
    {
        _name = name;
        _isStream = name.Contains("://", StringComparison.Ordinal);
        var isCamera = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var camera);
        IsFile = !_isStream && !isCamera;
        if (IsFile && !File.Exists(name))
            throw new UserError(
                $"{name} {(Directory.Exists(name) ? "is a folder" : "does not exist")}. Expected: the number of a camera, a video file, or the URL of a stream.");
        OpenCvLibrary.Require();
        _capture = isCamera ? NativeMessages.Dropped(() => new VideoCapture(camera))
            : _isStream ? Interruptible.Run(() => NativeMessages.Dropped(() => new VideoCapture(name)), cancel)
            : NativeMessages.Dropped(() => new VideoCapture(Path.GetFullPath(name))); // FFmpeg takes what stands before a colon for a protocol
        if (!_capture.IsOpened())
        {
            _capture.Dispose();
            throw new UserError(isCamera ? NoCamera(camera)
                : _isStream ? $"{name} cannot be opened as a stream."
                : $"{name} cannot be read as a video: it is damaged, or in a format that OpenCV does not know.");
        }

        FramesPerSecond = _capture.Fps is > 0 and < 1000 and var rate ? rate : UnknownFrameRate;
    }

    /// <summary>Whether a file is an animation; a file that cannot be read is none.</summary>
    public static bool HasSeveralFrames(string path)
    {
        if (FileStatus.IsSpecial(path)) return false; // opening a pipe waits for whoever writes into it
        OpenCvLibrary.Require();
        return NativeMessages.Dropped(() =>
        {
            using var capture = new VideoCapture(Path.GetFullPath(path));
            return capture.IsOpened() && capture.Grab() && capture.Grab();
        });
    }

    /// <summary>Whether it is a file, which waits for its reader; cameras and streams do not.</summary>
    public bool IsFile { get; }

    public double FramesPerSecond { get; }

    /// <summary>Counts the frames that were read, also those that were skipped.</summary>
    public int FramesRead { get; private set; }

    /// <summary>Says what is missing at the end of a file, once all of it has been read; null if it is whole.</summary>
    public string? Shortfall { get; private set; }

    /// <summary>Reads the remaining frames as the result is enumerated.</summary>
    /// <param name="paced">Whether to return the frames of a file at the video's rate, as a camera does.</param>
    /// <param name="every">Returns every Nth frame, beginning with the first.</param>
    /// <param name="stop">Ends the wait for a stream that sends nothing; the source can then only be disposed.</param>
    /// <exception cref="UserError">There are no frames.</exception>
    /// <exception cref="OperationCanceledException">Stopped while it waited.</exception>
    public IEnumerable<Frame> Frames(bool paced, int every = 1, CancellationToken stop = default)
    {
        var start = Stopwatch.GetTimestamp();
        var (first, previous, end) = (0.0, 0.0, 0.0);
        for (var number = 0; Grab(stop); number++)
        {
            var position = _capture.PosMsec / 1000.0;
            if (number == 0) first = position;
            else if (position < previous) first -= previous + 1 / FramesPerSecond - position; // one of two files that are put together
            previous = position;
            end = Math.Max(number / FramesPerSecond, position);
            FramesRead = number + 1;
            if (number % every != 0) continue;
            if (Retrieve() is not { } image)
            {
                FramesRead = number;
                break;
            }

            if (number == 0) start = Stopwatch.GetTimestamp();
            // A telephone's video has no constant rate; not every format says when its frames are due.
            var time = IsFile ? TimeSpan.FromSeconds(position > first ? position - first : number / FramesPerSecond) : Stopwatch.GetElapsedTime(start);
            if (IsFile && paced && time - Stopwatch.GetElapsedTime(start) is var early && early > TimeSpan.Zero && stop.WaitHandle.WaitOne(early)) yield break;
            yield return new Frame(image, time);
        }

        if (FramesRead == 0) throw new UserError($"{_name} cannot be read: it has no frames.");
        if (IsFile) Shortfall = Missing(end);
    }

    /// <summary>Leaves a capture to the end of the process that a thread still waits in.</summary>
    public void Dispose()
    {
        if (!_isAbandoned) _capture.Dispose();
    }

    private bool Grab(CancellationToken stop)
    {
        if (!_isStream) return NativeMessages.Dropped(_capture.Grab);
        try
        {
            return Interruptible.Run(() => NativeMessages.Dropped(_capture.Grab), stop);
        }
        catch (OperationCanceledException)
        {
            _isAbandoned = true;
            throw;
        }
    }

    /// <summary>Compares times as well as numbers, because some formats state only a duration, from which the number of frames is estimated.</summary>
    private string? Missing(double end)
    {
        var stated = _capture.FrameCount;
        return FramesRead + ToleratedFrames < stated && end + (1 + ToleratedFrames) / FramesPerSecond < stated / FramesPerSecond
            ? $"{_name} ends after {FramesRead} of {stated} frames: it is truncated or damaged."
            : null;
    }

    private Mat? Retrieve()
    {
        var image = new Mat();
        if (NativeMessages.Dropped(() => _capture.Retrieve(image)) && !image.Empty()) return image;
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
