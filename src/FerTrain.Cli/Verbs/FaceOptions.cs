using System.CommandLine;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Vision;

namespace FerTrain.Cli.Verbs;

/// <summary>Makes the options of verbs that take images with faces, or images that are faces.</summary>
internal sealed class FaceOptions
{
    private readonly Option<string> _mode = new("--faces")
    {
        Description = "haar finds the faces, with the cascade or with --detector; whole takes each image as one face.",
        DefaultValueFactory = _ => EnumName.Of(FaceDetectionMode.Haar),
    };
    private readonly DetectorOptions _detector = new(new DetectionOptions());

    public Option Mode => _mode;

    /// <summary>Lists the options of the search, which stand after those of the verb.</summary>
    public IEnumerable<Option> Detector => _detector.All;

    /// <summary>Says how the faces are found.</summary>
    /// <exception cref="UserError">There is no such way.</exception>
    public FaceDetectionMode ModeOf(ParseResult parse) => EnumName.Parse<FaceDetectionMode>("value of --faces", parse.GetValue(_mode)!);

    /// <summary>Creates the detector; null where each image is one face.</summary>
    /// <exception cref="UserError">There is no cascade or no such detector, or an option is not accepted.</exception>
    public IFaceDetector? CreateDetector(ParseResult parse)
    {
        if (ModeOf(parse) == FaceDetectionMode.Haar) return _detector.CreateDetector(parse);
        return _detector.All.FirstOrDefault(parse.IsGiven) is { } odd
            ? throw new UserError($"{odd.Name} is for finding faces, and with --faces whole each image is one. Expected: one of the two.")
            : null;
    }
}

/// <summary>Selects how the faces of an image are found.</summary>
internal enum FaceDetectionMode
{
    /// <summary>Finds faces with the Haar cascade, or with --detector's network.</summary>
    Haar,

    /// <summary>Takes each image as one face.</summary>
    Whole,
}
