using FerTrain.Core;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Vision;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Says how predictions are printed.</summary>
internal enum PredictionFormat
{
    /// <summary>Prints lines for people.</summary>
    Text,

    /// <summary>Prints one JSON object at the end.</summary>
    Json,

    /// <summary>Prints one JSON object a line, for each image or frame as it is predicted.</summary>
    JsonLines,
}

/// <summary>Prints the faces of each file, and writes predictions.csv at the end.</summary>
internal sealed class PredictionLog(Terminal terminal, ExpressionNames names, PredictionFormat format)
{
    private const int LargestCrop = 96;

    private readonly List<ImagePrediction> _images = [];
    private readonly List<object> _errors = [];
    private readonly TextWriter _lines = format == PredictionFormat.Text ? terminal.Output : terminal.Error;
    private int _videoStart;
    private int _copies;

    public void Image(ImagePrediction image)
    {
        Add(image);
        _copies++;
        _lines.WritePrintable($"{image.Path}: {Found(image.Faces.Count)}");
        foreach (var face in image.Faces)
            _lines.WritePrintable(Invariant(
                $"  {names.Of(face),-9}{face.Probabilities[face.Predicted],6:0 %}  at {face.Box.X}, {face.Box.Y}, {face.Box.Width}×{face.Box.Height}"));
        WriteGroup(image.Group);
    }

    public void StartVideo() => _videoStart = _images.Count;

    public void Frame(ImagePrediction frame) => Add(frame);

    public void EndVideo(string path, VideoEnd end)
    {
        var frames = _images[_videoStart..];
        ClassifiedFace[] faces = [.. frames.SelectMany(frame => frame.Faces)];
        _copies++;
        _lines.WritePrintable($"{path}: {Counted.Of(frames.Count, "frame")}, {frames.Count(frame => frame.Faces.Count > 0)} with a face");
        foreach (var (name, count) in names.All
                .Select(name => (name, faces.Count(face => names.Of(face) == name)))
                .Where(label => label.Item2 > 0)
                .OrderByDescending(label => label.Item2))
            _lines.WritePrintable($"  {name,-9} {count}");
        if (frames.Any(frame => frame.Group is not null)) WriteGroup(GroupEmotion.Of(faces, names.Classes));
        if (end.Plot is { } plot) _lines.WritePrintable($"  expressions over time: {plot}");
        if (end.Remark is { } remark) terminal.Warn(remark);
        if (end.Shortfall is { } shortfall) Fail(path, shortfall);
    }

    public void Fail(string path, string message)
    {
        _errors.Add(new { Path = path, Message = message });
        if (format == PredictionFormat.JsonLines) terminal.Output.WriteLine(JsonFile.Line(new { Path = path, Error = message }));
        terminal.Fail(message);
    }

    /// <summary>Writes predictions.csv and the summary of what was written; returns true if every file was read.</summary>
    /// <param name="folder">The folder of the annotated copies.</param>
    /// <param name="crops">The folder of the pictures of faces, or null.</param>
    public bool Finish(string folder, string? crops)
    {
        var table = Path.Combine(folder, "predictions.csv");
        if (_images.Count > 0) PredictionTable.Write(table, _images, names);
        if (format == PredictionFormat.Json)
            JsonOutput.Write(terminal.Output, new { Images = _images.Select(image => ImageAnswer.Of(image, names)), Errors = _errors, Folder = _images.Count > 0 ? folder : null });
        if (_images.Count > 0) WriteSummary(folder, table, Directory.Exists(crops) ? crops : null);
        return _errors.Count == 0;
    }

    private void WriteSummary(string folder, string table, string? crops)
    {
        var small = _images.Count(image => image is { Frame: null, Faces.Count: 0 } && Math.Max(image.Width, image.Height) <= LargestCrop);
        if (small > 0)
            _lines.WriteLine(
                $"No face found in {(small == 1 ? "an image" : $"{small} images")} of at most {LargestCrop} pixels. --faces whole takes each image as a face.");
        _lines.WriteLine(Invariant(
            $"median ms per image: detection {MedianOf(time => time.Detection):F1}, classification {MedianOf(time => time.Classification):F1}, drawing {MedianOf(time => time.Drawing ?? 0):F1}"));
        (string Name, string? Path)[] written = [("annotated copies", _copies > 0 ? folder : null), ("probabilities", table), ("faces", crops)];
        var parts = string.Join("; ", written.Where(part => part.Path is not null).Select(part => $"{part.Name}: {part.Path}"));
        _lines.WritePrintable($"{char.ToUpperInvariant(parts[0])}{parts[1..]}");
    }

    private void Add(ImagePrediction image)
    {
        _images.Add(image);
        if (format == PredictionFormat.JsonLines) terminal.Output.WriteLine(JsonFile.Line(ImageAnswer.Of(image, names)));
    }

    private void WriteGroup(GroupEmotion? group)
    {
        if (group is not null) _lines.WriteLine(Invariant($"  group: {group.Label} (positive {group.Positive:0 %}, neutral {group.Neutral:0 %}, negative {group.Negative:0 %})"));
    }

    private double MedianOf(Func<PredictionTime, double> step) => Median.Of(_images.Select(image => step(image.Time)));

    private static string Found(int faces) => faces == 0 ? "No face found" : Counted.Of(faces, "face");
}
