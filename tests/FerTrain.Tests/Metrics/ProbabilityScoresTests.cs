using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

public class ProbabilityScoresTests
{
    private static readonly double Epsilon = MathF.BitIncrement(1) - 1.0;

    [Fact]
    public void Log_loss_is_the_mean_surprise_at_the_truth() => Labelled.Check(set =>
    {
        var surprises = set.Labels.Zip(set.Probabilities, (label, row) =>
        {
            var clipped = row.Select(p => Math.Min(Math.Max(p, Epsilon), 1 - Epsilon)).ToArray();
            return -Math.Log(clipped[label] / clipped.Sum());
        });
        ProbabilityScores.LogLoss(set.ToPredictions()).ShouldBe(surprises.Average(), 1e-12);
    });

    [Fact]
    public void Calibration_error_weighs_the_gap_between_confidence_and_accuracy_of_each_bin() => Labelled.Check(set =>
    {
        var answers = Enumerable.Range(0, set.Count)
            .Select(i => (Confidence: (double)set.Probabilities[i].Max(), Right: set.Predicted(i) == set.Labels[i]))
            .ToArray();
        var error = 0.0;
        for (var bin = 0; bin < 15; bin++)
        {
            var inBin = answers.Where(a => a.Confidence > bin / 15.0 && a.Confidence <= (bin + 1) / 15.0).ToArray();
            if (inBin.Length == 0) continue;
            var gap = inBin.Average(a => a.Confidence) - inBin.Average(a => a.Right ? 1.0 : 0.0);
            error += Math.Abs(gap) * inBin.Length / answers.Length;
        }

        ProbabilityScores.ExpectedCalibrationError(set.ToPredictions()).ShouldBe(error, 1e-12);
    });

    [Fact]
    public void Every_row_is_in_the_bin_of_its_highest_probability() => Labelled.Check(set =>
    {
        var bins = ProbabilityScores.ReliabilityBins(set.ToPredictions());
        bins.Count.ShouldBe(15);
        for (var bin = 0; bin < 15; bin++)
        {
            int[] own = [.. Enumerable.Range(0, set.Count).Where(i => Math.Min((int)((double)set.Probabilities[i].Max() * 15), 14) == bin)];
            (bins[bin].Rows, bins[bin].Correct).ShouldBe((own.Length, own.Count(i => set.Predicted(i) == set.Labels[i])));
            bins[bin].ConfidenceSum.ShouldBe(own.Sum(i => (double)set.Probabilities[i].Max()), 1e-12);
        }
    });

    [Fact]
    public void A_certain_mistake_costs_a_finite_log_loss() =>
        ProbabilityScores.LogLoss(new Predictions(2, [0], [0], [0f, 1f])).ShouldBe(-Math.Log(Epsilon), 1e-12);

    [Fact]
    public void A_model_that_is_right_as_often_as_it_says_is_calibrated() =>
        ProbabilityScores.ExpectedCalibrationError(
            new Predictions(2, [0, 1, 2, 3], [0, 0, 0, 1], [0.75f, 0.25f, 0.75f, 0.25f, 0.75f, 0.25f, 0.75f, 0.25f])).ShouldBe(0);
}
