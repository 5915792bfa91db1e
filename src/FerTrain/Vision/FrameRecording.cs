using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Vision;

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
