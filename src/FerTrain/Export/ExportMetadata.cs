using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Training;

namespace FerTrain.Export;

/// <summary>Defines the metadata of exported files.</summary>
internal static class ExportMetadata
{
    public const long Format = 1;
    public const string FormatVersion = "format_version";
    public const string FertrainVersion = "fertrain_version";
    public const string Model = "model";
    public const string ClassNames = "class_names";
    public const string Preprocessing = "preprocessing";
    public const string Config = "config";
    public const string DataFingerprint = "data_fingerprint";
    public const string Score = "score";
    public const string TrainedOn = "trained_on";

    public static OrderedDictionary<string, string> Of(Checkpoint checkpoint, string fertrainVersion, SplitScore? score)
    {
        var metadata = new OrderedDictionary<string, string>
        {
            [FormatVersion] = $"{Format}",
            [FertrainVersion] = fertrainVersion,
            [Model] = checkpoint.ModelName,
            [ClassNames] = JsonFile.Line(checkpoint.Preprocessing.ClassNames),
            [Preprocessing] = JsonFile.Line(checkpoint.Preprocessing),
            [Config] = ConfigFile.ToYaml(checkpoint.Config),
            [DataFingerprint] = checkpoint.DataFingerprint,
            [TrainedOn] = checkpoint.Config.Data.Source == DataSource.Synthetic ? "drawn faces, no photographs (data.source=synthetic)" : "faces of a data set",
        };
        if (score is not null) metadata[Score] = JsonFile.Line(score);
        return metadata;
    }
}
