using System.Globalization;
using System.Text.Json.Serialization;
using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;

namespace FerTrain.Core.Runs;

/// <summary>Records what an ensemble came to, as ensemble.json.</summary>
internal sealed record EnsembleRecord : IJsonOnDeserialized
{
    /// <summary>The split that it is scored on.</summary>
    public required SplitName Split { get; init; }

    /// <summary>The parameters of all runs together.</summary>
    public required long Parameters { get; init; }

    /// <summary>The training time of all runs together.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>What a reader of the scores must know of the faces that its runs learnt from.</summary>
    public required IReadOnlyList<string> Cautions { get; init; }

    public required IReadOnlyList<MemberScores> Members { get; init; }

    /// <summary>The mean and standard deviation over all runs.</summary>
    public MeanAndDeviation Accuracy => All.Accuracy;

    /// <inheritdoc cref="MemberScores.LeakFreeAccuracy"/>
    public MeanAndDeviation? LeakFreeAccuracy => All.LeakFreeAccuracy;

    internal string Model => string.Create(CultureInfo.InvariantCulture, $"ensemble of {All.Runs.Count}");

    /// <summary>Lists the members, and after several of them all runs together.</summary>
    internal IReadOnlyList<MemberScores> Rows => Members.Count == 1 ? Members : [.. Members, All];

    private MemberScores All => MemberScores.Together("all", Members);

    internal bool HasRunsOf(EnsembleRecord other) => Names().SequenceEqual(other.Names());

    /// <summary>Lists the runs beside the ensemble's directory, wherever both have been moved.</summary>
    internal IReadOnlyList<RunDirectory> Runs(RunDirectory ensemble)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(ensemble.Root))!;
        return [.. Names().Select(name => RunDirectory.Open(Path.Combine(folder, name)))];
    }

    void IJsonOnDeserialized.OnDeserialized() =>
        JsonFile.Require(
            Members.Count > 0 && Members.All(member => member?.Runs.Count > 0 && member.Runs.All(run => run is { Run.Length: > 0 })),
            "members: one or more, each with its runs");

    private IEnumerable<string> Names() => All.Runs.Select(run => RunDirectory.LastPart(run.Run));

    /// <summary>Has a row for each member.</summary>
    internal string ToCsv() => Csv.Text(
    [
        ["member", "runs", "accuracy_mean", "accuracy_sd", "leak_free_accuracy_mean", "leak_free_accuracy_sd"],
        .. Rows.Select(member => (object?[])
        [
            member.Name, member.Runs.Count, member.Accuracy.Mean, member.Accuracy.StandardDeviation,
            member.LeakFreeAccuracy?.Mean, member.LeakFreeAccuracy?.StandardDeviation,
        ]),
    ]);
}
