using FerTrain.Core;
using FerTrain.Core.Metrics;
using FerTrain.Vision;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Prints the faces of each file line by line, or all of them as one JSON object at the end.</summary>
internal sealed class PredictionLog(Terminal terminal, IReadOnlyList<string> classNames, bool json)
{
    private readonly List<ImagePrediction> _images = [];
    private readonly List<object> _errors = [];
    private readonly TextWriter _lines = json ? terminal.Error : terminal.Output;
    private int _videoStart;

    public void Image(ImagePrediction image)
    {
        _images.Add(image);
        _lines.WriteLine($"{image.Path}: {Found(image.Faces.Count)}");
        foreach (var face in image.Faces)
            _lines.WriteLine(Invariant($"  {classNames[face.Predicted],-9}{face.Probabilities[face.Predicted],6:0 %}  at {face.Box.X}, {face.Box.Y}, {face.Box.Width}×{face.Box.Height}"));
        if (image.Group is { } group)
            _lines.WriteLine(Invariant($"  group: {group.Label} (positive {group.Positive:0 %}, neutral {group.Neutral:0 %}, negative {group.Negative:0 %})"));
    }

    public void StartVideo() => _videoStart = _images.Count;

    public void Frame(ImagePrediction frame) => _images.Add(frame);

    public void EndVideo(string path)
    {
        var frames = _images[_videoStart..];
        _lines.WriteLine($"{path}: {Counted.Of(frames.Count, "frame")}, {frames.Count(frame => frame.Faces.Count > 0)} with a face");
        foreach (var label in frames.SelectMany(frame => frame.Faces).CountBy(face => face.Predicted).OrderByDescending(label => label.Value).ThenBy(label => label.Key))
            _lines.WriteLine($"  {classNames[label.Key],-9} {label.Value}");
    }

    public void Fail(string path, string message)
    {
        _errors.Add(new { Path = path, Message = message });
        terminal.Fail(message);
    }

    /// <summary>Writes predictions.csv and the summary; returns true if every file was read.</summary>
    public bool Finish(string folder)
    {
        var table = Path.Combine(folder, "predictions.csv");
        PredictionTable.Write(table, _images, classNames);
        if (json) JsonOutput.Write(terminal.Output, new { Images = _images.Select(Json), Errors = _errors });
        if (_images.Count > 0)
            _lines.WriteLine(Invariant($"median milliseconds per image: detection {MedianOf(time => time.Detection):F1}, classification {MedianOf(time => time.Classification):F1}, drawing {MedianOf(time => time.Drawing):F1}"));
        _lines.WriteLine($"Annotated copies: {folder}; probabilities: {table}");
        return _errors.Count == 0;
    }

    private object Json(ImagePrediction image) => new
    {
        image.Path,
        image.Frame,
        Faces = image.Faces.Select(face => new
        {
            Box = new[] { face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height },
            Label = classNames[face.Predicted],
            Probabilities = classNames.Zip(face.Probabilities).ToDictionary(entry => entry.First, entry => entry.Second),
        }),
        image.Group,
        Milliseconds = image.Time,
    };

    private double MedianOf(Func<PredictionTime, double> step) => Median.Of(_images.Select(image => step(image.Time)));

    private static string Found(int faces) => faces == 0 ? "No face found" : Counted.Of(faces, "face");
}
