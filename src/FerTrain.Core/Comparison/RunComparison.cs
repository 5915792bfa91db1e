using System.Text.Json.Serialization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>Runs side by side: in snake_case, the object of <c>comparison.json</c> and <c>compare --json</c>.</summary>
internal sealed record RunComparison
{
    public required IReadOnlyList<ComparedRun> Runs { get; init; }

    /// <summary>The value of each run for every config key that differs.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Differences { get; init; }

    /// <summary>McNemar's test of every pair of runs that are scored on the same faces.</summary>
    public required IReadOnlyList<PairTest> Tests { get; init; }

    /// <summary>States for each group what chance and the largest class alone would reach.</summary>
    public required IReadOnlyList<string> Baselines { get; init; }

    /// <summary>Sentences that a reader of the scores must know.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <exception cref="UserError">A run is named twice.</exception>
    public static RunComparison Of(IReadOnlyList<RunRecord> records)
    {
        if (records.GroupBy(record => Path.GetFullPath(record.Directory.Root)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UserError($"Run '{twice.Key}' is named {twice.Count()} times. Expected: each once.");

        var names = Names(records);
        var groups = RunGroups.Of(records);
        return new RunComparison
        {
            Runs = [.. records.Select((record, i) => ComparedRun.Of(record, names[i], groups[i]))],
            Differences = Differing(records, names),
            Tests = PairTest.Corrected(Pairs(records, names, groups)),
            Baselines = ComparisonNotes.Baselines(records, groups),
            Notes = ComparisonNotes.Of(records, names, groups),
        };
    }

    /// <summary>Names each run by its folder, or by its path where two folders have the same name.</summary>
    public static string[] Names(IReadOnlyList<RunRecord> records) =>
        [.. records.Select(record => records.Count(other => other.Name == record.Name) == 1 ? record.Name : record.Directory.Root)];

    private static IReadOnlyList<PairTest> Pairs(IReadOnlyList<RunRecord> records, string[] names, int[] groups) =>
    [
        .. from a in Enumerable.Range(0, records.Count)
           from b in Enumerable.Range(a + 1, records.Count - a - 1)
           where groups[a] == groups[b]
           let predictions = (A: records[a].Predictions, B: records[b].Predictions)
           where predictions is { A: not null, B: not null }
           select PairTest.Of(names[a], names[b], predictions.A, predictions.B) with { Seeds = DifferingKeys.SeedsOfOneRecipe(records[a], records[b]) },
    ];

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Differing(IReadOnlyList<RunRecord> records, string[] names) =>
        DifferingKeys.Of(records).ToDictionary(
            key => key.Key,
            IReadOnlyDictionary<string, string> (key) => names.Zip(key.Values).ToDictionary(pair => pair.First, pair => pair.Second));
}

/// <summary>A run as a row of a comparison; values that the run does not have yet are null.</summary>
internal sealed record ComparedRun
{
    /// <summary>The folder's name, or its path where two of the runs share that name.</summary>
    public required string Run { get; init; }

    public required string Path { get; init; }

    /// <summary>The number, from 1, of the group of runs that are scored on the same faces.</summary>
    public required int Group { get; init; }

    public required bool Finished { get; init; }

    public required string Model { get; init; }

    public required long? Parameters { get; init; }

    public required SplitName? Split { get; init; }

    public required int? Samples { get; init; }

    public required int Epochs { get; init; }

    public required int? BestEpoch { get; init; }

    public required double? BestValAccuracy { get; init; }

    public required double? StandardError { get; init; }

    public required double? LeakFreeAccuracy { get; init; }

    /// <summary>What the recipe was published with.</summary>
    public required double? PublishedAccuracy { get; init; }

    public required double TrainSeconds { get; init; }

    public required double? ImagesPerSecond { get; init; }

    [JsonExtensionData]
    public Scores Scores { get; init; } = [];

    public static ComparedRun Of(RunRecord record, string name, int group) => new()
    {
        Run = name,
        Path = record.Directory.Root,
        Group = group,
        Finished = record.IsFinished,
        Model = record.Model,
        Parameters = record.Parameters,
        Split = record.Evaluation?.Split,
        Samples = record.Evaluation?.Samples,
        Epochs = record.History.Count,
        BestEpoch = record.Best?.Epoch,
        BestValAccuracy = record.Best?.ValAccuracy,
        StandardError = record.Evaluation?.StandardError,
        LeakFreeAccuracy = record.Evaluation?.LeakFree?.Accuracy,
        PublishedAccuracy = record.Config.Report.Published is > 0 and var published ? published : null,
        TrainSeconds = record.TrainSeconds,
        ImagesPerSecond = record.ImagesPerSecond,
        Scores = Scores.Of(metric => record.Evaluation?.Scores[metric]),
    };
}
