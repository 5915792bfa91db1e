using System.CommandLine;
using FerTrain.Core.Errors;
using FerTrain.Vision;

namespace FerTrain.Cli.Verbs;

/// <summary>Makes the options of verbs that find faces.</summary>
internal sealed class DetectorOptions
{
    private readonly DetectionOptions _default;
    private readonly Option<string?> _cascade = new("--cascade") { Description = $"Cascade file. Default: OpenCV's cascade of frontal faces, as installed or in {CascadeFile.FolderVariable}." };
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

    public IEnumerable<Option> All => [_cascade, _scaleFactor, _neighbors, _minSize];

    /// <exception cref="UserError">There is no cascade, or an option is not accepted.</exception>
    public FaceDetector CreateDetector(ParseResult parse) => new(
        _default with { ScaleFactor = parse.GetValue(_scaleFactor), MinNeighbors = parse.GetValue(_neighbors), MinSize = parse.GetValue(_minSize) },
        parse.GetValue(_cascade));
}
