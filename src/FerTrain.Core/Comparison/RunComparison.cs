using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>Runs side by side: in snake_case, the object of <c>comparison.json</c> and <c>compare --json</c>.</summary>
public sealed record RunComparison
{
    public required IReadOnlyList<ComparedRun> Runs { get; init; }

    /// <summary>For each config key that differs, the value of each run.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Differences { get; init; }

    /// <summary>Every pair of runs that answered the same faces.</summary>
    public required IReadOnlyList<PairTest> Tests { get; init; }

    /// <summary>What a reader of the figures must know, a sentence each.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <exception cref="UserError">A run is named twice.</exception>
    public static RunComparison Of(IReadOnlyList<RunRecord> records)
    {
        if (records.GroupBy(record => record.Directory.Root).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new UserError($"Run '{twice.Key}' is named {twice.Count()} times. Accepted: each once.");

        var names = Names(records);
        var groups = RunGroups.Of(records);
        return new RunComparison
        {
            Runs = [.. records.Select((record, i) => ComparedRun.Of(record, names[i], groups[i]))],
            Differences = DifferingKeys(records, names),
            Tests =
            [
                .. from a in Enumerable.Range(0, records.Count)
                   from b in Enumerable.Range(a + 1, records.Count - a - 1)
                   where groups[a] == groups[b]
                   let answers = (A: records[a].Predictions, B: records[b].Predictions)
                   where answers is { A: not null, B: not null }
                   select PairTest.Of(names[a], names[b], answers.A, answers.B),
            ],
            Notes = ComparisonNotes.Of(records, names, groups),
        };
    }

    /// <summary>What the runs are called, each by a name of its own.</summary>
    public static string[] Names(IReadOnlyList<RunRecord> records) =>
        [.. records.Select(record => records.Count(other => other.Name == record.Name) == 1 ? record.Name : record.Directory.Root)];

    private static Dictionary<string, IReadOnlyDictionary<string, string>> DifferingKeys(IReadOnlyList<RunRecord> records, string[] names) =>
        ConfigKeys.Differences([.. records.Select(AsScored)]).ToDictionary(
            key => key.Key,
            IReadOnlyDictionary<string, string> (key) => names.Zip(key.Values).ToDictionary(pair => pair.First, pair => pair.Second));

    /// <summary>The config without what only says where files lie, and with the views and the split that were really scored.</summary>
    private static RunConfig AsScored(RunRecord record)
    {
        var (data, eval) = (record.Config.Data, record.Config.Eval);
        return record.Config with
        {
            Data = data with { Path = "", Ferplus = Path.GetFileName(data.Ferplus) },
            Eval = record.Evaluation is { } scored ? eval with { Tta = scored.Tta, Split = EnumName.Parse<SplitName>("split", scored.Split) } : eval,
        };
    }
}
