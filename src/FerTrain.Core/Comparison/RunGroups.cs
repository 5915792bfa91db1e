using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>Groups runs by the faces that they are scored on: scores on different faces do not compare.</summary>
internal static class RunGroups
{
    /// <summary>Numbers the group of each run, from 1 in the order of their first runs.</summary>
    public static int[] Of(IReadOnlyList<RunRecord> records)
    {
        var groups = new List<List<RunRecord>>();
        return [.. records.Select(GroupOf)];

        int GroupOf(RunRecord record)
        {
            var found = groups.FindIndex(group => group.TrueForAll(other => Reason(other, record) is null));
            if (found < 0)
            {
                found = groups.Count;
                groups.Add([]);
            }

            groups[found].Add(record);
            return found + 1;
        }
    }

    /// <summary>States why the second run does not compare with the first; null where it does.</summary>
    public static string? Reason(RunRecord first, RunRecord second)
    {
        if (SplitOf(first) != SplitOf(second))
            return $"is scored on the {SplitOf(second)} split, not {SplitOf(first)}";
        if (Classes(first) is { } names && Classes(second) is { } others && !names.SequenceEqual(others))
            return $"has the classes {string.Join(", ", others)}, not {string.Join(", ", names)}";
        if (first.Environment.DataFingerprint != second.Environment.DataFingerprint)
            return OtherData(first.Config, second.Config);
        if (first.Predictions is { } ours && second.Predictions is { } theirs && !McNemar.Applies(ours, theirs))
            return "has other faces in its predictions.csv";
        return null;
    }

    private static string SplitOf(RunRecord record) => record.Evaluation?.Split ?? EnumName.Of(record.Config.Eval.Split);

    private static IEnumerable<string>? Classes(RunRecord record) => record.Evaluation?.Classes.Select(c => c.Name);

    private static string OtherData(RunConfig first, RunConfig second)
    {
        var keys = ConfigKeys.Differences(first, second, "data");
        return keys.Count == 0
            ? "read other faces from its file"
            : $"has {string.Join(", ", keys.Select(key => key.Second))} instead of {string.Join(", ", keys.Select(key => key.First))}";
    }
}
