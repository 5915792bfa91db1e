using FerTrain.Core.Metrics;
using FerTrain.Figures;
using FerTrain.Tests.Metrics;
using ScottPlot.Plottables;

namespace FerTrain.Tests.Figures;

public sealed class EvaluationBarTests
{
    [Fact]
    public void Scores_of_a_class_stand_side_by_side_above_its_name()
    {
        var result = Sample.Result();
        using var figure = ClassScores.Draw(result);

        figure.All<BarPlot>().Select(series => series.Bars.Select(bar => bar.Value).ToArray()).ShouldBe(
        [
            [.. result.Classes.Select(c => c.Precision)],
            [.. result.Classes.Select(c => c.Recall)],
            [.. result.Classes.Select(c => c.F1)],
        ]);
        figure.Plot.Legend.ManualItems.Select(item => item.LabelText).ShouldBe(["precision", "recall", "F1"]);
        figure.Ticks(axes => axes.Bottom).ShouldBe([(0, "angry"), (1, "happy"), (2, "sad")]);
        figure.All<BarPlot>().SelectMany(series => series.Bars.Select((bar, c) => Math.Abs(bar.Position - c) + bar.Size / 2)).ShouldAllBe(reach => reach < 0.5);
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void Ranks_are_shares_of_the_rows_and_their_curve_ends_at_all() => Labelled.Check(sample =>
    {
        var predictions = sample.ToPredictions();
        using var figure = RankOfTruth.Draw(Sample.Result([.. Enumerable.Range(0, sample.Classes).Select(c => $"{c}")], predictions));

        var bars = figure.All<BarPlot>().ShouldHaveSingleItem().Bars;
        bars.Select(bar => bar.Position).ShouldBe(Enumerable.Range(1, sample.Classes).Select(rank => (double)rank));
        bars.Select(bar => bar.Value).ShouldBe(predictions.RankCounts().Select(count => (double)count / sample.Count));
        figure.All<Scatter>().ShouldHaveSingleItem().Data.GetScatterPoints()[^1].Y.ShouldBe(1, 1e-12);
    });

    [Fact]
    public void Ranks_name_their_shares()
    {
        using var figure = RankOfTruth.Draw(Sample.Result());
        figure.All<BarPlot>().Single().Bars.Select(bar => bar.Label).ShouldBe(["", "16.7 %", "16.7 %"]);
        figure.Texts().ShouldBe(["66.7 %", "83.3 %", "100.0 %"]);
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void The_reliability_diagram_shows_accuracy_gap_and_rows_of_each_bin_that_has_any() => Labelled.Check(sample =>
    {
        var predictions = sample.ToPredictions();
        using var figure = ReliabilityDiagram.Draw("test", predictions);

        var filled = ProbabilityScores.ReliabilityBins(predictions).Index().Where(bin => bin.Item.Rows > 0).ToArray();
        var (right, gap) = (figure.All<BarPlot>()[0].Bars, figure.All<BarPlot>()[1].Bars);
        right.Select(bar => bar.Value).ShouldBe(filled.Select(bin => bin.Item.Accuracy));
        right.Select(bar => bar.Position).ShouldBe(filled.Select(bin => (bin.Index + 0.5) / 15), 1e-12);
        gap.Select(bar => (bar.ValueBase, bar.Value)).ShouldBe(filled.Select(bin => (bin.Item.Accuracy, bin.Item.Confidence)));
        figure.Texts().ShouldBe(filled.Select(bin => FigureStyle.Count(bin.Item.Rows)));
    });

    [Fact]
    public void The_reliability_diagram_tells_its_error()
    {
        using var figure = ReliabilityDiagram.Draw("test", Sample.SixRows());
        figure.Plot.Axes.Title.Label.Text.ShouldBe($"test: calibration error (ECE) {ProbabilityScores.ExpectedCalibrationError(Sample.SixRows()):F4}");
        var ideal = figure.All<LinePlot>().ShouldHaveSingleItem();
        (ideal.Start.X, ideal.Start.Y, ideal.End.X, ideal.End.Y).ShouldBe((0, 0, 1, 1));
        figure.ShouldBeDrawn();
    }
}
