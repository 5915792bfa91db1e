using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Data;
using OpenCvSharp;

namespace FerTrain.Vision;

/// <summary>
/// Writes a video frame by frame at a constant rate; a frame after a gap is repeated, so that the time stays right. The file gets
/// its name when it is complete. Where ffmpeg is installed, it is H.264 with sound.
/// </summary>
/// <param name="path">The .mp4 file.</param>
/// <param name="framesPerSecond">The frame rate.</param>
/// <param name="soundOf">A video whose sound the file gets, or null.</param>
internal sealed class VideoFileWriter(string path, double framesPerSecond, string? soundOf = null) : IDisposable
{
    private const string Extension = ".mp4";
    private const string H264 = "avc1", Mpeg4 = "mp4v";

    private TemporaryFolder? _folder;
    private VideoWriter? _writer;
    private Size _size;
    private int _written;
    private string _codec = Mpeg4;

    /// <summary>Begins a file where there is none.</summary>
    /// <exception cref="UserError">The name does not end in .mp4, the file exists, or its folder does not.</exception>
    public static VideoFileWriter NewFile(string path, double framesPerSecond)
    {
        if (!path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase)) throw new UserError($"{path} cannot be written. Expected: a file name that ends in {Extension}.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new UserError($"{path} cannot be written: the folder {folder} does not exist.");
        if (File.Exists(path)) throw new UserError($"{path} exists. Expected: a new name.");
        return new(path, framesPerSecond);
    }

    /// <summary>Says what the finished file lacks; null if it plays in a browser, with the sound if there was any.</summary>
    public string? Remark { get; private set; }

    // OpenCV and ffmpeg choose the container by the extension.
    private string Drawn => Path.Combine(_folder!.Path, $"drawn{Path.GetExtension(path)}");

    private string Encoded => Path.Combine(_folder!.Path, $"encoded{Path.GetExtension(path)}");

    /// <param name="frame">The frame; all have one size.</param>
    /// <param name="time">The time since the first frame.</param>
    /// <exception cref="UserError">The file cannot be written, or the frame has another size than the previous ones.</exception>
    public void Write(Mat frame, TimeSpan time)
    {
        _writer ??= Open(_size = frame.Size());
        if (frame.Size() != _size)
            throw new UserError($"{path} cannot be written: a frame is {frame.Width}×{frame.Height}, the previous ones are {_size.Width}×{_size.Height}.");
        for (var due = 1 + (int)Math.Round(time.TotalSeconds * framesPerSecond); _written < due; _written++)
            _writer.Write(frame);
    }

    /// <summary>Completes the file; without a frame there is no file.</summary>
    /// <param name="cancel">Kills ffmpeg; there is no file then.</param>
    /// <exception cref="UserError">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Finish(CancellationToken cancel = default)
    {
        if (_writer is null) return;
        _writer.Release();
        try
        {
            if (!Mp4Outline.IsWhole(Drawn)) throw new UserError($"{path} cannot be written: its end is missing. Is the disk full?");
            var ffmpeg = Ffmpeg.Find();
            var fault = ffmpeg is null ? "ffmpeg is not installed" : ffmpeg.Encode(Drawn, soundOf, Encoded, cancel) is { } reason ? $"ffmpeg failed: {reason}" : null;
            if (fault is not null && Lacks() is { } lacks) Remark = $"{path} {lacks}: {fault}.";
            File.Move(fault is null ? Encoded : Drawn, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be written: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        _writer?.Dispose();
        _folder?.Dispose();
    }

    private string? Lacks() => (_codec, soundOf) switch
    {
        (H264, null) => null,
        (H264, _) => "has no sound",
        (_, null) => "is MPEG-4 Part 2, which browsers do not play",
        _ => "is MPEG-4 Part 2 without sound, which browsers do not play",
    };

    private VideoWriter Open(Size size)
    {
        try
        {
            _folder = new TemporaryFolder(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be written: {error.Message}", error);
        }

        foreach (var codec in new[] { H264, Mpeg4 })
        {
            _codec = codec;
            var writer = NativeMessages.Dropped(() => new VideoWriter(Drawn, FourCC.FromString(codec), framesPerSecond, size));
            if (writer.IsOpened()) return writer;
            writer.Dispose();
        }

        throw new UserError($"{path} cannot be written: OpenCV has no MPEG-4 encoder for it.");
    }
}
