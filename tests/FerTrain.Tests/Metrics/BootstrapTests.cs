using FerTrain.Core.Metrics;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Metrics;

public class BootstrapTests
{
    private const int Resamples = 1000;

    private static readonly BootstrapCase[] Cases = Golden.Cases<BootstrapCase>("bootstrap.json");

    /// <summary>Matrices of well filled classes, about half of whose rows are right.</summary>
    private static readonly Gen<ConfusionMatrix> Filled =
        from classes in Gen.Choose(2, 5)
        from counts in Gen.Choose(20, 60).ArrayOf(classes).ArrayOf(classes)
        select new ConfusionMatrix([.. counts.Select((row, t) => row.Select((n, p) => t == p ? n * classes : n).ToArray())]);

    public sealed record BootstrapCase(string Name, int[][] Confusion, Dictionary<string, double[]> Intervals);

    /// <summary>Ends of an interval scatter by about a twentieth of the score's deviation with this many resamples on either side.</summary>
    [Fact]
    public void Intervals_are_those_of_rows_drawn_by_numpy_and_scored_by_scikit_learn()
    {
        Cases.ShouldNotBeEmpty();
        foreach (var golden in Cases)
        {
            var own = Bootstrap.Intervals(new ConfusionMatrix(golden.Confusion), resamples: 4000);
            foreach (var (score, expected) in golden.Intervals)
            {
                var tolerance = 0.06 * (expected[1] - expected[0]);
                own[score][0].ShouldBe(expected[0], tolerance, $"{golden.Name}: {score}");
                own[score][1].ShouldBe(expected[1], tolerance, $"{golden.Name}: {score}");
            }
        }
    }

    [Fact]
    public void Intervals_contain_the_scores_themselves() => ForAllMatrices(matrix =>
    {
        var intervals = Bootstrap.Intervals(matrix, Resamples);
        foreach (var metric in Metric.All.Where(metric => metric.OfMatrix is not null))
            metric.OfMatrix!(matrix).ShouldBeInRange(intervals[metric.Key][0], intervals[metric.Key][1], metric.Name);
    });

    [Fact]
    public void The_interval_of_the_accuracy_is_that_of_a_normal_distribution_where_rows_are_many() => ForAllMatrices(matrix =>
    {
        var interval = Bootstrap.Intervals(matrix, Resamples)["accuracy"];
        interval[0].ShouldBe(matrix.Accuracy - 1.96 * matrix.StandardError, 0.6 * matrix.StandardError);
        interval[1].ShouldBe(matrix.Accuracy + 1.96 * matrix.StandardError, 0.6 * matrix.StandardError);
    });

    [Fact]
    public void Four_times_the_rows_make_intervals_about_half_as_wide() => ForAllMatrices(matrix =>
    {
        var larger = new ConfusionMatrix([.. matrix.Counts.Select(row => row.Select(n => n * 4).ToArray())]);
        var (few, many) = (Bootstrap.Intervals(matrix, Resamples), Bootstrap.Intervals(larger, Resamples));
        foreach (var (score, interval) in few)
            (Width(many[score]) / Width(interval)).ShouldBeInRange(0.33, 0.75, score);
    });

    [Fact]
    public void The_same_matrix_has_the_same_intervals()
    {
        var matrix = new ConfusionMatrix(Cases[0].Confusion);
        Bootstrap.Intervals(matrix, Resamples).Values.SelectMany(ends => ends)
            .ShouldBe(Bootstrap.Intervals(matrix, Resamples).Values.SelectMany(ends => ends));
    }

    [Fact]
    public void A_model_without_a_mistake_leaves_no_room() =>
        Bootstrap.Intervals(new ConfusionMatrix([[7, 0], [0, 9]]), Resamples)["accuracy"].ShouldBe([1.0, 1]);

    private static void ForAllMatrices(Action<ConfusionMatrix> property) =>
        Prop.ForAll(Filled.ToArbitrary(), property).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(20));

    private static double Width(IReadOnlyList<double> interval) => interval[1] - interval[0];
}
