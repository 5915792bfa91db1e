namespace FerTrain.Core.Metrics;

/// <summary>The 95 % confidence intervals of an evaluation's scores, each its low and its high end.</summary>
public sealed record ConfidenceIntervals(
    IReadOnlyList<double> Accuracy,
    IReadOnlyList<double> BalancedAccuracy,
    IReadOnlyList<double> MacroF1,
    IReadOnlyList<double> WeightedF1);
