using System.Text.Json;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
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

    public static OrderedDictionary<string, string> Of(Checkpoint checkpoint, SplitScore? score)
    {
        var metadata = new OrderedDictionary<string, string>
        {
            [FormatVersion] = $"{Format}",
            [FertrainVersion] = ProgramVersion.Number,
            [Model] = checkpoint.ModelName,
            [ClassNames] = JsonFile.Line(checkpoint.Preprocessing.ClassNames),
            [Preprocessing] = JsonFile.Line(checkpoint.Preprocessing),
            [Config] = ConfigFile.ToYaml(WithoutFolders(checkpoint.Config)),
        };
        if (checkpoint.DataFingerprint is { } fingerprint) metadata[DataFingerprint] = fingerprint;
        metadata[TrainedOn] = checkpoint.Config.Data.Source == DataSource.Synthetic ? "synthetic faces, no photographs (data.source=synthetic)" : "faces of a data set";
        if (score is not null) metadata[Score] = JsonFile.Line(score);
        return metadata;
    }

    /// <summary>Reads what the metadata of a file say of its model.</summary>
    /// <exception cref="UserError">They are not those of a file that FerTrain exported.</exception>
    public static ExportedModel Read(string path, IReadOnlyDictionary<string, string> metadata)
    {
        if (Value(FormatVersion) is var version && version != $"{Format}")
            throw new UserError($"{path} is an export of format {version}. Expected: {Format}.");
        var config = ConfigFile.Parse(Value(Config), $"{path}:config", []);
        var preprocessing = Json<Preprocessing>(Preprocessing);
        preprocessing.Require(path, config.Preprocess);
        if (Value(Model) != config.Model.Name) throw new UserError($"{path} has the metadata '{Model}' {Value(Model)}. Expected: {config.Model.Name}, the config's.");
        return new(config, preprocessing, metadata.GetValueOrDefault(DataFingerprint));

        string Value(string key) => metadata.TryGetValue(key, out var value)
            ? value
            : throw new UserError($"{path} lacks the metadata '{key}'. Expected: a file that {ProgramCommand.Of("export")} writes.");

        T Json<T>(string key)
        {
            try
            {
                return JsonSerializer.Deserialize<T>(Value(key), JsonFile.Strict) ?? throw new JsonException("it holds null");
            }
            catch (JsonException error)
            {
                throw new UserError($"{path} has the metadata '{key}', which cannot be read: {error.Message}", error);
            }
        }
    }

    /// <summary>Leaves the names of files: whoever gets the export need not know the folders of the machine that trained it.</summary>
    public static RunConfig WithoutFolders(RunConfig config) => config with
    {
        Data = config.Data with
        {
            Path = Name(config.Data.Path, new DataConfig().Path),
            Ferplus = Name(config.Data.Ferplus, DataConfig.NoFerplus),
            DropRows = Name(config.Data.DropRows, DataConfig.NoRows),
        },
        Init = config.Init with { Weights = Name(config.Init.Weights, InitConfig.NoWeights) },
        Distill = config.Distill with { Teachers = [.. config.Distill.Teachers.Select(RunDirectory.ModelName)] },
    };

    private static string Name(string path, string standard) => path == standard ? path : Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
}

/// <summary>Holds what an exported file says of its model.</summary>
/// <param name="Config">The config that it was trained with.</param>
/// <param name="Preprocessing">What it expects and predicts.</param>
/// <param name="DataFingerprint">That of the data that it was trained on; null where the file does not tell.</param>
internal sealed record ExportedModel(RunConfig Config, Preprocessing Preprocessing, string? DataFingerprint);
