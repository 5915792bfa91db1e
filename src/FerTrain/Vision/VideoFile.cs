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
