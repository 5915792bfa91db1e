using FerTrain.Core.Runs;

namespace FerTrain.Figures;

/// <summary>A run's course as a line among others.</summary>
/// <param name="Place">Of the run in the comparison, which gives its colour.</param>
/// <param name="Name">In the legend.</param>
/// <param name="History">At least one epoch.</param>
/// <param name="Best">The epoch whose weights are kept.</param>
public sealed record ComparedCurve(int Place, string Name, IReadOnlyList<EpochMetrics> History, EpochMetrics Best);
