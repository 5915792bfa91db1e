using System.Text.Json.Serialization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;

namespace FerTrain.Core.Runs;

/// <summary>What a list of runs says about one, or about an ensemble; a file that cannot be read leaves its part empty.</summary>
internal sealed record RunOverview
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required RunState State { get; init; }

    /// <summary>The network, or the size of an ensemble; null where the run has no readable config.</summary>
    public string? Model { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The scores of the checkpoint that the config scores; null before the run is finished.</summary>
    public SplitScore? Test { get; init; }

    /// <summary>The size of all its files.</summary>
    public required long Bytes { get; init; }

    /// <summary>The accuracy with its standard error, and the split where it is not the test split.</summary>
    [JsonIgnore]
    public string Accuracy => Test is null
        ? "–"
        : $"{MetricFormat.Percent.Number(Test.Accuracy)} ± {MetricFormat.Percent.Number(Test.StandardError)}{(Test.Split == SplitName.Test ? "" : $" ({EnumName.Of(Test.Split)})")}";

    public static RunOverview Of(RunDirectory run)
    {
        var ensemble = run.IsEnsemble ? Try(() => JsonFile.Read<EnsembleRecord>(run.Ensemble)) : null;
        return new()
        {
            Name = System.IO.Path.GetFileName(run.Root),
            Path = run.Root,
            State = RunStates.Of(run),
            Model = run.IsEnsemble ? ensemble?.Model : Try(() => ConfigFile.Load(run.Config, []).Model.Name),
            StartedAt = Try(() => JsonFile.Read<RunEnvironment>(run.Environment))?.StartedAt,
            Test = ensemble is not null ? Try(() => SplitScore.Of(JsonFile.Read<EvaluationResult>(run.Scores(ensemble.Split))))
                : run.IsFinished ? Try(() => JsonFile.Read<RunSummary>(run.Summary))?.Test
                : null,
            Bytes = RunFiles.Of(run).Sum(file => file.Length),
        };
    }

    private static T? Try<T>(Func<T> read) where T : class
    {
        try
        {
            return read();
        }
        catch (UserError)
        {
            return null; // a list with a damaged run is still a list; runs show names the fault
        }
    }
}

/// <summary>Lists the files of a run's directory.</summary>
internal static class RunFiles
{
    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }; // what may not be read is left out

    /// <summary>Lists those that are there still: a run may be trained or deleted meanwhile.</summary>
    public static IReadOnlyList<FileInfo> Of(RunDirectory run) =>
        Directory.Exists(run.Root) ? [.. new DirectoryInfo(run.Root).EnumerateFiles("*", All).Where(file => file.Exists)] : [];
}
