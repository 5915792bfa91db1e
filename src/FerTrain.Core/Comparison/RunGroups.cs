using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>Groups runs by the very faces that they are scored on, whatever they learnt from: scores on different faces do not compare.</summary>
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
            return $"is scored on the {EnumName.Of(SplitOf(second))} split, not {EnumName.Of(SplitOf(first))}";
        if (Classes(first) is { } names && Classes(second) is { } others && !names.SequenceEqual(others))
            return $"has the classes {string.Join(", ", others)}, not {string.Join(", ", names)}";
        if (!SameFaces(first, second))
            return OtherFaces(first, second);
        return SamePredictions(first, second) ? null : "has other faces in its predictions.csv";
    }

    /// <summary>Compares the scored faces; where a run does not tell them, all faces and the whole split.</summary>
    private static bool SameFaces(RunRecord first, RunRecord second) => TellFaces(first, second)
        ? first.Evaluation!.FacesFingerprint == second.Evaluation!.FacesFingerprint
        : first.Environment.DataFingerprint == second.Environment.DataFingerprint;

    /// <summary>Compares the labels of the predictions and, where a run does not tell the scored faces, their rows.</summary>
    private static bool SamePredictions(RunRecord first, RunRecord second)
    {
        if (first.Predictions is not { } ours || second.Predictions is not { } theirs) return true;
        var compareRows = !TellFaces(first, second);
        return ours.Answers.Select(Face).SequenceEqual(theirs.Answers.Select(Face));

        (int? Row, int Label) Face((int Row, int Label, bool IsRight) answer) => (compareRows ? answer.Row : null, answer.Label);
    }

    private static bool TellFaces(RunRecord first, RunRecord second) => first.Evaluation?.FacesFingerprint is not null && second.Evaluation?.FacesFingerprint is not null;

    private static SplitName SplitOf(RunRecord record) => record.Evaluation?.Split ?? record.Config.Eval.Split;

    private static IEnumerable<string>? Classes(RunRecord record) => record.Evaluation?.Classes.Select(c => c.Name);

    private static string OtherFaces(RunRecord first, RunRecord second)
    {
        if (first.Evaluation is { } ours && second.Evaluation is { } theirs && ours.Samples != theirs.Samples)
            return string.Create(CultureInfo.InvariantCulture, $"is scored on {theirs.Samples:N0} faces, not {ours.Samples:N0}");
        var keys = first.Ensemble is null && second.Ensemble is null ? ConfigKeys.Differences(first.Config, second.Config, "data") : [];
        var (one, other) = (first.Config.Preprocess.Size, second.Config.Preprocess.Size);
        if (keys.Count == 0 && one != other && first.Config.Data.Source == DataSource.Folder) return $"has its images resized to {other} pixels, not {one}";
        return keys.Count == 0
            ? "read other faces from its file"
            : $"has {string.Join(", ", keys.Select(key => key.Second))} instead of {string.Join(", ", keys.Select(key => key.First))}";
    }
}
