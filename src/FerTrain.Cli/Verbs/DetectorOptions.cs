using System.CommandLine;
using FerTrain.Core.Errors;
using FerTrain.Vision;

namespace FerTrain.Cli.Verbs;

/// <summary>Makes the options of verbs that find faces.</summary>
internal sealed class DetectorOptions
{
    private readonly DetectionOptions _default;
    private readonly Option<string?> _detector = new("--detector")
    {
        Description = "Find faces with this .onnx file of YuNet or of MediaPipe's BlazeFace, in place of the cascade; tilted faces are then turned upright."
    };
    private readonly Option<string?> _cascade = new("--cascade")
    {
        Description = $"Cascade file. Default: OpenCV's cascade of frontal faces, as installed or in {CascadeFile.FolderVariable}.",
    };
    private readonly Option<double> _scaleFactor;
    private readonly Option<int> _neighbors;
    private readonly Option<int> _minSize;

    /// <param name="defaults">The defaults of the options.</param>
    public DetectorOptions(DetectionOptions defaults)
    {
        _default = defaults;
        _scaleFactor = new("--scale-factor") { Description = "Factor by which the search window grows from pass to pass.", DefaultValueFactory = _ => defaults.ScaleFactor };
        _neighbors = new("--min-neighbors") { Description = "Number of overlapping detections that make a face.", DefaultValueFactory = _ => defaults.MinNeighbors };
        _minSize = new("--min-size") { Description = "Side of the smallest face in pixels.", DefaultValueFactory = _ => defaults.MinSize };
    }

    public IEnumerable<Option> All => [_detector, _cascade, _scaleFactor, _neighbors, _minSize];

    /// <summary>Lists the options that name a file.</summary>
    public IEnumerable<Option> Files => [_detector, _cascade];

    /// <summary>The file of a detector; null where the cascade finds the faces.</summary>
    public string? File(ParseResult parse) => parse.GetValue(_detector);

    /// <exception cref="UserError">There is no cascade or no such detector, or an option is not accepted.</exception>
    public IFaceDetector CreateDetector(ParseResult parse) => CreateDetector(
        parse, _default with { ScaleFactor = parse.GetValue(_scaleFactor), MinNeighbors = parse.GetValue(_neighbors), MinSize = parse.GetValue(_minSize) });

    /// <summary>Creates a detector with other settings than those of the options.</summary>
    /// <exception cref="UserError">There is no cascade or no such detector.</exception>
    public IFaceDetector CreateDetector(ParseResult parse, DetectionOptions options)
    {
        if (File(parse) is not { } file) return new CascadeDetector(options, parse.GetValue(_cascade));
        return Array.Find<Option>([_cascade, _scaleFactor, _neighbors], parse.IsGiven) is { } odd
            ? throw new UserError($"{odd.Name} is of the cascade, and --detector {file} takes its place. Expected: one of the two.")
            : DetectorFile.Open(file, options);
    }
}
