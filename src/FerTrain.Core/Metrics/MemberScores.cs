namespace FerTrain.Core.Metrics;

/// <summary>The runs of one member of an ensemble, and what their seeds come to.</summary>
public sealed record MemberScores(string Name, IReadOnlyList<SeedScore> Runs)
{
    public MeanAndDeviation Accuracy => MeanAndDeviation.Of([.. Runs.Select(run => run.Accuracy)]);

    /// <summary>Null where no row is leak-free.</summary>
    public MeanAndDeviation? LeakFreeAccuracy =>
        Runs.Select(run => run.LeakFreeAccuracy).OfType<double>().ToArray() is { Length: > 0 } known ? MeanAndDeviation.Of(known) : null;

    /// <summary>Takes the runs of several members as those of one.</summary>
    internal static MemberScores Together(string name, IEnumerable<MemberScores> members) => new(name, [.. members.SelectMany(member => member.Runs)]);
}

/// <summary>Holds how one training scores alone, by the checkpoint that its config scores.</summary>
public sealed record SeedScore(string Run, long Seed, double Accuracy, double? LeakFreeAccuracy);
