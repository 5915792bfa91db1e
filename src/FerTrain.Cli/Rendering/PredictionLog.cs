using System.Globalization;
using FerTrain.Vision;

namespace FerTrain.Cli.Rendering;

/// <summary>What was found in each file, line by line, or as one JSON object at the end.</summary>
internal sealed class PredictionLog(Terminal terminal, IReadOnlyList<string> classNames, bool json)
{
    private readonly List<PicturePrediction> _pictures = [];
    private readonly List<object> _errors = [];
    private readonly TextWriter _lines = json ? terminal.Error : terminal.Output;
    private int _videoStart;

    public void Picture(PicturePrediction picture)
    {
        _pictures.Add(picture);
        _lines.WriteLine($"{picture.Path}: {Found(picture.Faces.Count)}");
        foreach (var face in picture.Faces)
            _lines.WriteLine(Text($"  {classNames[face.Predicted],-9}{face.Probabilities[face.Predicted],6:0 %}  at {face.Box.X}, {face.Box.Y}, {face.Box.Width}×{face.Box.Height}"));
        if (picture.Group is { } group)
            _lines.WriteLine(Text($"  group: {group.Label} (positive {group.Positive:0 %}, neutral {group.Neutral:0 %}, negative {group.Negative:0 %})"));
    }

    public void StartVideo() => _videoStart = _pictures.Count;

    public void Frame(PicturePrediction frame) => _pictures.Add(frame);

    public void EndVideo(string path)
    {
        var frames = _pictures[_videoStart..];
        _lines.WriteLine($"{path}: {frames.Count} frames, {frames.Count(frame => frame.Faces.Count > 0)} with a face");
        foreach (var label in frames.SelectMany(frame => frame.Faces).CountBy(face => face.Predicted).OrderByDescending(label => label.Value).ThenBy(label => label.Key))
            _lines.WriteLine($"  {classNames[label.Key],-9} {label.Value}");
    }

    public void Fail(string path, string message)
    {
        _errors.Add(new { Path = path, Message = message });
        terminal.Error.WriteLine($"fertrain: {message}");
    }

    /// <summary>Writes predictions.csv and what is still to be said; whether every file could be read.</summary>
    public bool Finish(string folder)
    {
        var table = Path.Combine(folder, "predictions.csv");
        PredictionTable.Write(table, _pictures, classNames);
        if (json) JsonOutput.Write(terminal.Output, new { Images = _pictures.Select(Json), Errors = _errors });
        if (_pictures.Count > 0)
            _lines.WriteLine(Text($"median milliseconds a picture: detection {Median(time => time.Detection):F1}, classification {Median(time => time.Classification):F1}, drawing {Median(time => time.Drawing):F1}"));
        _lines.WriteLine($"Annotated copies: {folder}, probabilities: {table}");
        return _errors.Count == 0;
    }

    private object Json(PicturePrediction picture) => new
    {
        picture.Path,
        picture.Frame,
        Faces = picture.Faces.Select(face => new
        {
            Box = new[] { face.Box.X, face.Box.Y, face.Box.Width, face.Box.Height },
            Label = classNames[face.Predicted],
            Probabilities = classNames.Zip(face.Probabilities).ToDictionary(share => share.First, share => share.Second),
        }),
        picture.Group,
        Milliseconds = picture.Time,
    };

    private double Median(Func<PredictionTime, double> step) => _pictures.Select(picture => step(picture.Time)).Order().ElementAt(_pictures.Count / 2);

    private static string Found(int faces) => faces switch
    {
        0 => "No face found",
        1 => "1 face",
        _ => $"{faces} faces",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
