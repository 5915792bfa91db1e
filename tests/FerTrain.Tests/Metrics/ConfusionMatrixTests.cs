using FerTrain.Core.Metrics;

namespace FerTrain.Tests.Metrics;

/// <summary>Every score against its definition over the pairs themselves, without a matrix.</summary>
public class ConfusionMatrixTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Counts_are_those_of_the_pairs() => ForAllPairs((matrix, pairs) =>
    {
        for (var t = 0; t < matrix.Classes; t++)
            for (var p = 0; p < matrix.Classes; p++)
                matrix[t, p].ShouldBe(pairs.Count(pair => pair == (t, p)));
    });

    [Fact]
    public void Accuracy_is_the_share_of_equal_pairs_and_hamming_loss_the_rest() => ForAllPairs((matrix, pairs) =>
    {
        matrix.Accuracy.ShouldBe(pairs.Count(p => p.True == p.Predicted) / (double)pairs.Length);
        matrix.HammingLoss.ShouldBe(pairs.Count(p => p.True != p.Predicted) / (double)pairs.Length);
    });

    [Fact]
    public void Standard_error_is_the_deviation_of_the_hits_over_the_root_of_their_number() => ForAllPairs((matrix, pairs) =>
    {
        var hits = pairs.Select(p => p.True == p.Predicted ? 1.0 : 0.0).ToArray();
        var variance = hits.Average(h => Math.Pow(h - hits.Average(), 2));
        matrix.StandardError.ShouldBe(Math.Sqrt(variance / hits.Length), Tolerance);
    });

    [Fact]
    public void Scores_of_a_class_follow_from_its_hits_false_alarms_and_misses() => ForAllPairs((matrix, pairs) =>
    {
        for (var c = 0; c < matrix.Classes; c++)
        {
            var naive = Naive.Of(pairs, c);
            matrix.Support(c).ShouldBe(naive.Support);
            matrix.Precision(c).ShouldBe(naive.Precision, Tolerance);
            matrix.Recall(c).ShouldBe(naive.Recall, Tolerance);
            matrix.F1(c).ShouldBe(naive.F1, Tolerance);
            matrix.OneVsRestAccuracy(c).ShouldBe(naive.Accuracy, Tolerance);
        }
    });

    [Fact]
    public void Macro_averages_over_classes_and_weighted_over_samples() => ForAllPairs((matrix, pairs) =>
    {
        var classes = Enumerable.Range(0, matrix.Classes).Select(c => Naive.Of(pairs, c)).ToArray();
        matrix.Macro(matrix.Precision).ShouldBe(classes.Average(c => c.Precision), Tolerance);
        matrix.Macro(matrix.Recall).ShouldBe(classes.Average(c => c.Recall), Tolerance);
        matrix.Macro(matrix.F1).ShouldBe(classes.Average(c => c.F1), Tolerance);
        matrix.Weighted(matrix.Precision).ShouldBe(pairs.Average(p => classes[p.True].Precision), Tolerance);
        matrix.Weighted(matrix.Recall).ShouldBe(pairs.Average(p => classes[p.True].Recall), Tolerance);
        matrix.Weighted(matrix.F1).ShouldBe(pairs.Average(p => classes[p.True].F1), Tolerance);
    });

    [Fact]
    public void Balanced_accuracy_averages_the_hits_of_each_class_that_occurs() => ForAllPairs((matrix, pairs) =>
        matrix.BalancedAccuracy.ShouldBe(
            pairs.GroupBy(p => p.True).Average(of => of.Average(p => p.True == p.Predicted ? 1.0 : 0.0)), Tolerance));

    [Fact]
    public void Cohen_kappa_compares_with_every_truth_beside_every_prediction() => ForAllPairs((matrix, pairs) =>
    {
        var observed = pairs.Average(p => p.True == p.Predicted ? 1.0 : 0.0);
        var byChance = pairs.Average(a => pairs.Average(b => a.True == b.Predicted ? 1.0 : 0.0));
        if (pairs.All(p => p == pairs[0] && p.True == p.Predicted))
            matrix.CohenKappa.ShouldBeNull();
        else
            matrix.CohenKappa!.Value.ShouldBe((observed - byChance) / (1 - byChance), 1e-9);
    });

    [Fact]
    public void Kappa_has_no_value_where_everything_is_one_class() =>
        new ConfusionMatrix([[5, 0], [0, 0]]).CohenKappa.ShouldBeNull();

    [Fact]
    public void Csv_has_a_line_a_true_class_and_quotes_names_that_need_it() =>
        new ConfusionMatrix([[3, 1], [0, 12]]).ToCsv(["sad, or so", "\"happy\""]).ShouldBe(
            "true,\"sad, or so\",\"\"\"happy\"\"\"\n\"sad, or so\",3,1\n\"\"\"happy\"\"\",0,12\n");

    [Fact]
    public void No_pairs_are_refused() =>
        Should.Throw<ArgumentException>(() => new ConfusionMatrix(2, [])).Message.ShouldStartWith("There are no rows to evaluate.");

    [Fact]
    public void Counts_that_form_no_square_are_refused() =>
        Should.Throw<ArgumentException>(() => new ConfusionMatrix([[1, 2], [3]]));

    [Theory]
    [InlineData(0, 2)]
    [InlineData(2, 0)]
    [InlineData(-1, 0)]
    public void A_label_that_is_no_class_is_refused(int truth, int predicted) =>
        Should.Throw<ArgumentException>(() => new ConfusionMatrix(2, [(truth, predicted)]));

    private static void ForAllPairs(Action<ConfusionMatrix, (int True, int Predicted)[]> property) =>
        Labelled.Check(set =>
        {
            var pairs = set.Labels.Select((label, i) => (True: label, Predicted: set.Predicted(i))).ToArray();
            property(new ConfusionMatrix(set.Classes, pairs), pairs);
        });

    private sealed record Naive(int Support, double Precision, double Recall, double F1, double Accuracy)
    {
        public static Naive Of((int True, int Predicted)[] pairs, int c)
        {
            double hits = pairs.Count(p => p.True == c && p.Predicted == c);
            double falseAlarms = pairs.Count(p => p.True != c && p.Predicted == c);
            double misses = pairs.Count(p => p.True == c && p.Predicted != c);
            return new Naive(
                (int)(hits + misses),
                hits == 0 ? 0 : hits / (hits + falseAlarms),
                hits == 0 ? 0 : hits / (hits + misses),
                hits == 0 ? 0 : hits / (hits + (falseAlarms + misses) / 2),
                pairs.Average(p => (p.True == c) == (p.Predicted == c) ? 1.0 : 0.0));
        }
    }
}
