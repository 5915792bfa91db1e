using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>Writes a video frame by frame; the file gets its name when it is complete.</summary>
internal sealed class VideoFileWriter(string path, double framesPerSecond) : IDisposable
{
    // OpenCV chooses the container by the extension, so it stays.
    private readonly string _partial = Path.ChangeExtension(path, $".partial{Path.GetExtension(path)}");
    private VideoWriter? _writer;
    private Size _size;

    /// <exception cref="UserError">The file cannot be written, or the frame has another size than the previous ones.</exception>
    public void Write(Mat frame)
    {
        _writer ??= Open(_size = frame.Size());
        if (frame.Size() != _size)
            throw new UserError($"{path} cannot be written: a frame is {frame.Width}×{frame.Height}, the previous ones are {_size.Width}×{_size.Height}.");
        _writer.Write(frame);
    }

    /// <summary>Completes the file; without a frame there is no file.</summary>
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
            throw new UserError($"{path} cannot be written: {error.Message}", error);
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
        throw new UserError($"{path} cannot be written: OpenCV has no MPEG-4 encoder for it, or the folder is read-only.");
    }
}

/// <summary>Records frames at a constant rate; a frame after a gap is repeated, so that the time stays right.</summary>
internal sealed class VideoRecording : IDisposable
{
    private const string Extension = ".mp4";

    private readonly VideoFileWriter _file;
    private readonly double _framesPerSecond;
    private int _written;

    /// <exception cref="UserError">The name does not end in .mp4, or its folder does not exist.</exception>
    public VideoRecording(string path, double framesPerSecond)
    {
        if (!path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)) throw new UserError($"{path} cannot be written. Expected: a file name that ends in {Extension}.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new UserError($"{path} cannot be written: the folder {folder} does not exist.");
        (_file, _framesPerSecond) = (new VideoFileWriter(path, framesPerSecond), framesPerSecond);
    }

    /// <summary>Adds a frame.</summary>
    /// <param name="image">The frame; all have one size.</param>
    /// <param name="time">The time since the first frame.</param>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Add(Mat image, TimeSpan time)
    {
        for (var due = 1 + (int)Math.Round(time.TotalSeconds * _framesPerSecond); _written < due; _written++)
            _file.Write(image);
    }

    /// <summary>Completes the file; without a frame there is no file.</summary>
    /// <exception cref="UserError">The file cannot be written.</exception>
    public void Finish() => _file.Finish();

    public void Dispose() => _file.Dispose();
}
