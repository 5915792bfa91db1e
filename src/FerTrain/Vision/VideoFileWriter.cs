using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>A video that is written frame by frame and gets its name when it is complete.</summary>
public sealed class VideoFile(string path, double framesPerSecond) : IDisposable
{
    // The container follows from the ending, so that stays.
    private readonly string _partial = Path.ChangeExtension(path, $".partial{Path.GetExtension(path)}");
    private VideoWriter? _writer;
    private Size _size;

    /// <exception cref="UserError">The file cannot be written, or the frame has another size than those before it.</exception>
    public void Write(Mat frame)
    {
        _writer ??= Open(_size = frame.Size());
        if (frame.Size() != _size)
            throw new UserError($"{path}: cannot be written: a frame is {frame.Width}×{frame.Height}, those before it {_size.Width}×{_size.Height}");
        _writer.Write(frame);
    }

    /// <summary>Completes it; without a frame there is no file.</summary>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Finish()
    {
        if (_writer is null) return;
        _writer.Release();
        try
        {
            File.Move(_partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be written: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        if (File.Exists(_partial)) File.Delete(_partial);
    }

    private VideoWriter Open(Size size)
    {
        var writer = new VideoWriter(_partial, FourCC.FromString("mp4v"), framesPerSecond, size);
        if (writer.IsOpened()) return writer;
        writer.Dispose();
        throw new UserError($"{path}: cannot be written: OpenCV has no MPEG-4 encoder for it, or the folder is read-only");
    }
}

/// <summary>Records frames at a constant rate: one after a gap as often as keeps the time right.</summary>
public sealed class FrameRecording : IDisposable
{
    private const string Ending = ".mp4";

    private readonly VideoFile _file;
    private readonly double _framesPerSecond;
    private int _written;

    /// <exception cref="UserError">The file cannot be written there.</exception>
    public FrameRecording(string path, double framesPerSecond)
    {
        if (!path.EndsWith(Ending, StringComparison.OrdinalIgnoreCase)) throw new UserError($"{path}: cannot be recorded to. Accepted: a file name that ends in {Ending}.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new UserError($"{path}: cannot be recorded to: there is no folder {folder}");
        (_file, _framesPerSecond) = (new VideoFile(path, framesPerSecond), framesPerSecond);
    }

    /// <param name="image">All are of one size.</param>
    /// <param name="time">Since the first frame.</param>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Add(Mat image, TimeSpan time)
    {
        for (var due = 1 + (int)Math.Round(time.TotalSeconds * _framesPerSecond); _written < due; _written++)
            _file.Write(image);
    }

    /// <summary>Completes it; without a frame there is no file.</summary>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Finish() => _file.Finish();

    public void Dispose() => _file.Dispose();
}
