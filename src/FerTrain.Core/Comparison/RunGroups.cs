using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>Parts runs by the faces that they are scored on: figures of different faces do not compare.</summary>
internal static class RunGroups
{
    /// <summary>The group of each run, counted from 1 in the order in which they are first met.</summary>
    public static int[] Of(IReadOnlyList<RunRecord> records)
    {
        var groups = new List<List<RunRecord>>();
        return [.. records.Select(Place)];

        int Place(RunRecord record)
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

    /// <summary>What sets the second run apart from the first, or null where they compare.</summary>
    public static string? Reason(RunRecord first, RunRecord second)
    {
        if (SplitOf(first) != SplitOf(second))
            return $"is scored on the {SplitOf(second)} split, not {SplitOf(first)}";
        if (Classes(first) is { } names && Classes(second) is { } others && !names.SequenceEqual(others))
            return $"has the classes {string.Join(", ", others)}, not {string.Join(", ", names)}";
        if (first.Environment.DataFingerprint != second.Environment.DataFingerprint)
            return OtherData(first.Config, second.Config);
        if (first.Predictions is { } ours && second.Predictions is { } theirs && !McNemar.Applies(ours, theirs))
            return "holds other faces in predictions.csv";
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
