using FerTrain.Core.Metrics;

namespace FerTrain.Cli.Rendering;

/// <summary>The runs of one member of an ensemble, and what their seeds come to.</summary>
internal sealed record MemberScores(string Name, IReadOnlyList<SeedScore> Runs)
{
    public MeanAndDeviation Accuracy { get; } = MeanAndDeviation.Of([.. Runs.Select(run => run.Accuracy)]);

    /// <summary>Null where no row is leak-free.</summary>
    public MeanAndDeviation? LeakFreeAccuracy { get; } =
        Runs.Select(run => run.LeakFreeAccuracy).OfType<double>().ToArray() is { Length: > 0 } known ? MeanAndDeviation.Of(known) : null;
}

/// <summary>How the best checkpoint of one training scores alone.</summary>
internal sealed record SeedScore(string Run, long Seed, double Accuracy, double? LeakFreeAccuracy);
