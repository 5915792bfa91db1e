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

    /// <summary>The number that the graph divides the logits by.</summary>
    public const string Temperature = "temperature";

    public static OrderedDictionary<string, string> Of(Checkpoint checkpoint, string fertrainVersion, SplitScore? score)
    {
        var metadata = new OrderedDictionary<string, string>
        {
            [FormatVersion] = $"{Format}",
            [FertrainVersion] = fertrainVersion,
            [Model] = checkpoint.ModelName,
            [ClassNames] = JsonFile.Line(checkpoint.Preprocessing.ClassNames),
            [Preprocessing] = JsonFile.Line(checkpoint.Preprocessing),
            [Config] = ConfigFile.ToYaml(WithoutFolders(checkpoint.Config)),
            [DataFingerprint] = checkpoint.DataFingerprint,
            [TrainedOn] = checkpoint.Config.Data.Source == DataSource.Synthetic ? "drawn faces, no photographs (data.source=synthetic)" : "faces of a data set",
        };
        if (score is not null) metadata[Score] = JsonFile.Line(score);
        return metadata;
    }

    /// <summary>Leaves the names of files: whoever gets the export need not know the folders of the machine that trained it.</summary>
    private static RunConfig WithoutFolders(RunConfig config) => config with
    {
        Data = config.Data with { Path = Name(config.Data.Path, new DataConfig().Path), Ferplus = Name(config.Data.Ferplus, DataConfig.NoFerplus) },
        Init = config.Init with { Weights = Name(config.Init.Weights, InitConfig.NoWeights) },
    };

    private static string Name(string path, string standard) => path == standard ? path : Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
}
