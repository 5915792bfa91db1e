using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

public class TemperatureScalingTests
{
    [Fact]
    public void No_other_temperature_has_a_lower_loss() => Labelled.Check(set =>
    {
        var best = Loss(set, TemperatureScaling.Fit(set.ToPredictions()));
        for (var t = TemperatureScaling.Lowest; t <= TemperatureScaling.Highest; t *= 1.3)
            Loss(set, t).ShouldBeGreaterThanOrEqualTo(best - 1e-9 * Math.Max(best, 1));
    });

    [Fact]
    public void Scaled_probabilities_are_the_softmax_of_divided_logits() => Labelled.Check(set =>
    {
        var scaled = TemperatureScaling.Apply(set.ToPredictions(), 2.5);
        for (var i = 0; i < set.Count; i++)
        {
            var powers = set.Probabilities[i].Select(p => Math.Pow(p, 1 / 2.5)).ToArray();
            for (var c = 0; c < set.Classes; c++)
                ((double)scaled.Probabilities(i)[c]).ShouldBe(powers[c] / powers.Sum(), 1e-6);
        }
    });

    [Fact]
    public void Temperature_one_changes_nothing_and_the_rows_stay() => Labelled.Check(set =>
    {
        var predictions = set.ToPredictions();
        var scaled = TemperatureScaling.Apply(predictions, 1);
        for (var i = 0; i < set.Count; i++)
        {
            (scaled.Row(i), scaled.Label(i)).ShouldBe((predictions.Row(i), predictions.Label(i)));
            foreach (var (before, after) in predictions.Probabilities(i).ToArray().Zip(scaled.Probabilities(i).ToArray()))
                after.ShouldBe(before, 1e-6f);
        }
    });

    /// <summary>Three in four right, said with 0.9: the logit log 9 has to become log 3.</summary>
    [Fact]
    public void Confidence_becomes_the_share_of_right_answers()
    {
        var predictions = new Predictions(2, [0, 1, 2, 3], [0, 0, 0, 1], [0.9f, 0.1f, 0.9f, 0.1f, 0.9f, 0.1f, 0.9f, 0.1f]);

        var temperature = TemperatureScaling.Fit(predictions);

        temperature.ShouldBe(2, 1e-6);
        ProbabilityScores.ExpectedCalibrationError(TemperatureScaling.Apply(predictions, temperature)).ShouldBe(0, 1e-6);
    }

    [Fact]
    public void Without_a_mistake_and_with_nothing_but_mistakes_a_bound_is_taken()
    {
        TemperatureScaling.Fit(new(2, [0], [0], [0.7f, 0.3f])).ShouldBe(TemperatureScaling.Lowest, 1e-9);
        TemperatureScaling.Fit(new(2, [0], [1], [0.7f, 0.3f])).ShouldBe(TemperatureScaling.Highest, 1e-6);
    }

    [Fact]
    public void A_probability_of_zero_is_a_finite_logit() =>
        double.IsFinite(TemperatureScaling.Fit(new(2, [0, 1], [1, 0], [1f, 0f, 0.6f, 0.4f]))).ShouldBeTrue();

    /// <summary>Mean of log Σ exp(z/T) − z/T of the truth, a probability of 0 standing for the least normal float.</summary>
    private static double Loss(Labelled set, double temperature) => set.Labels.Zip(set.Probabilities, (label, row) =>
    {
        var logits = row.Select(p => Math.Log(Math.Max(p, Math.Pow(2, -126))) / temperature).ToArray();
        return Math.Log(logits.Sum(z => Math.Exp(z - logits.Max()))) + logits.Max() - logits[label];
    }).Average();
}
