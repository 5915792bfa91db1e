using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>The sentences that keep a comparison honest.</summary>
internal static class ComparisonNotes
{
    public static IReadOnlyList<string> Of(IReadOnlyList<RunRecord> records, string[] names, int[] groups) =>
    [
        .. Groups(records, names, groups),
        .. records.Index().Where(r => !r.Item.IsFinished).Select(r => Unfinished(r.Item, names[r.Index])),
        .. records.Index().Where(r => r.Item is { Evaluation: not null, Predictions: null })
            .Select(r => $"{names[r.Index]} has no predictions.csv, so McNemar's test leaves it out."),
        .. records.Zip(names).SelectMany(r => RunCautions.Of(r.First).Select(caution => $"{r.Second}: {caution}")),
        .. OtherData(records, names, groups),
        .. Machines(records, names),
    ];

    /// <summary>States for each group what chance and the largest class alone would reach.</summary>
    public static IReadOnlyList<string> Baselines(IReadOnlyList<RunRecord> records, int[] groups) =>
    [
        .. from run in records.Zip(groups)
           where run.First.Evaluation is not null
           group run.First.Evaluation by run.Second into scored
           orderby scored.Key
           let text = scored.First().Baseline()
           select groups.Max() == 1 ? text : $"Group {scored.Key}: {text}",
    ];

    private static IEnumerable<string> Groups(IReadOnlyList<RunRecord> records, string[] names, int[] groups)
    {
        if (groups.Max() == 1) yield break;
        yield return "The runs are not all scored on the same faces: compare scores within a group, not across groups.";
        for (var group = 2; group <= groups.Max(); group++)
        {
            var members = Members(group);
            var reason = Members(1).Select(i => RunGroups.Reason(records[i], records[members[0]])).First(text => text is not null);
            yield return $"Beside group 1, group {group} ({string.Join(", ", members.Select(i => names[i]))}) {reason}.";
        }

        int[] Members(int group) => [.. Enumerable.Range(0, groups.Length).Where(i => groups[i] == group)];
    }

    private static IEnumerable<string> OtherData(IReadOnlyList<RunRecord> records, string[] names, int[] groups) =>
        from run in Enumerable.Range(0, records.Count)
        let first = Array.IndexOf(groups, groups[run])
        where records[first].Ensemble is null && records[run].Ensemble is null && DifferingKeys.HaveOtherData(records[first], records[run])
        select $"{names[run]} was given other faces, labels or splits than {names[first]}, though no key of the configs says so: a data file has another content.";

    private static string Unfinished(RunRecord record, string name) =>
        $"{name} is still training or was stopped, after epoch {record.History.Count} of {record.Config.Train.Epochs}"
        + (record.Evaluation is null ? ": it has no test score yet." : ": its test score is from before it resumed.");

    private static IEnumerable<string> Machines(IReadOnlyList<RunRecord> records, string[] names)
    {
        var machines = records.Zip(names).GroupBy(r => Machine(r.First.Environment), r => r.Second).ToArray();
        if (machines.Length > 1)
            yield return $"Training times do not compare, since the machines differ: {string.Join("; ", machines.Select(m => $"{m.Key}: {string.Join(", ", m)}"))}.";
    }

    private static string Machine(RunEnvironment environment) =>
        $"{environment.Gpu ?? environment.Device}, {environment.Cpu}, {Counted.Of(environment.Threads, "thread")}, libtorch {environment.LibtorchVersion}";
}
