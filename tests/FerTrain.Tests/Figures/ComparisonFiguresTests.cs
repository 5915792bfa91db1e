using FerTrain.Core.Comparison;
using FerTrain.Figures;
using FerTrain.Tests.Comparison;
using ScottPlot;
using ScottPlot.Plottables;
using BarSeries = FerTrain.Figures.BarSeries;

namespace FerTrain.Tests.Figures;

public sealed class ComparisonFiguresTests : IDisposable
{
    private static readonly ComparedCurve[] Curves =
    [
        new(0, "small", Sample.History(4), Sample.History(4)[1]),
        new(2, "large", Sample.History(7), Sample.History(7)[6]),
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_run_is_a_curve_of_its_own_colour_with_its_kept_epoch_marked()
    {
        using var figure = ComparedCurves.Accuracy(Curves);
        var curves = figure.All<Scatter>();
        curves.Select(curve => (curve.LegendText, curve.LineStyle.Color)).ShouldBe([("small", RunPalette.ColorOf(0)), ("large", RunPalette.ColorOf(2))]);
        figure.All<Marker>().Select(mark => (mark.X, mark.Y)).ShouldBe([(2, Curves[0].History[1].ValAccuracy), (7, Curves[1].History[6].ValAccuracy)]);
        var limits = figure.Plot.Axes.GetLimits();
        (limits.Left < 1 && limits.Right > 7).ShouldBeTrue();
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void The_loss_is_that_of_the_validation_faces()
    {
        using var figure = ComparedCurves.Loss(Curves);
        figure.All<Marker>().Select(mark => mark.Y).ShouldBe([Curves[0].History[1].ValLoss, Curves[1].History[6].ValLoss]);
        figure.ShouldBeDrawn();
    }

    [Theory]
    [InlineData(25, "seconds of training", 175)]
    [InlineData(60, "minutes of training", 7)]
    [InlineData(1800, "hours of training", 3.5)]
    public void Time_adds_up_in_the_unit_that_fits(double secondsPerEpoch, string label, double end)
    {
        var history = Sample.History(7).Select(epoch => epoch with { Seconds = secondsPerEpoch }).ToArray();
        using var figure = ComparedCurves.AccuracyByTime([new(0, "a", history, history[^1])]);
        figure.Plot.Axes.Bottom.Label.Text.ShouldBe(label);
        figure.All<Marker>().ShouldHaveSingleItem().X.ShouldBe(end, 1e-9);
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void Sizes_stand_on_a_logarithmic_axis_with_their_errors()
    {
        using var figure = AccuracyBySize.Draw("test", [new(0, "a", 10_000, 0.6, 0.01), new(1, "b", 1_000_000, 0.7, 0.02)]);
        figure.All<Marker>().Select(mark => (mark.X, mark.Y, mark.LegendText)).ShouldBe([(4, 0.6, "a"), (6, 0.7, "b")]);
        figure.Ticks(axes => axes.Bottom).ShouldBe([
            (4, "10 k"), (4 + Math.Log10(2), "20 k"), (4 + Math.Log10(5), "50 k"), (5, "100 k"), (5 + Math.Log10(2), "200 k"), (5 + Math.Log10(5), "500 k"), (6, "1 M")]);
        var limits = figure.Plot.Axes.GetLimits();
        (limits.Bottom < 0.59 && limits.Top > 0.72).ShouldBeTrue();
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void Networks_of_very_different_sizes_get_a_tick_a_decade()
    {
        using var figure = AccuracyBySize.Draw("test", [new(0, "a", 900, 0.6, 0), new(1, "b", 20_000_000, 0.6, 0)]);
        figure.Ticks(axes => axes.Bottom).Select(tick => tick.Label).ShouldBe(["1 k", "10 k", "100 k", "1 M", "10 M"]);
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void The_distance_to_the_published_accuracy_is_drawn_whatever_group_a_run_is_in()
    {
        RunOnDisk[] runs = [new() { Name = "a", Overrides = ["report.published=0.61"] }, new() { Name = "b" }, new() { Name = "c", Fingerprint = "other", Overrides = ["report.published=0.5"], Wrong = face => face % 2 == 0 }];
        var records = runs.Select(run => run.Read(_folder.Root)).ToArray();
        var first = ComparisonFigures.Of(RunComparison.Of(records), records).First();

        first.Heading.ShouldBe("Beside the published accuracy");
        var drawn = first.Figures.ShouldHaveSingleItem();
        drawn.Name.ShouldBe("published");
        using var figure = drawn.Figure;
        figure.Ticks(axes => axes.Left).ShouldBe([(0, "a (61 %)"), (-1, "c (50 %)")]);
        figure.All<Scatter>().ShouldHaveSingleItem().Data.GetScatterPoints().Select(point => (Math.Round(point.X, 1), point.Y)).ShouldBe([(4.7, 0), (0, -1)]);
        figure.ShouldBeDrawn();
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(24, false)]
    public void Bars_of_many_runs_have_no_text(int runs, bool isLabelled)
    {
        BarSeries[] series = [.. Enumerable.Range(0, runs).Select(i => new BarSeries($"run {i}", [0.5, 0.25, 0], RunPalette.ColorOf(i)))];
        using var figure = ClassScores.DrawRuns("F1 by class", Sample.Names, series);
        figure.All<BarPlot>().Length.ShouldBe(runs);
        figure.All<BarPlot>()[1].Bars.Select(bar => bar.Label).ShouldBe(isLabelled ? [".50", ".25", ".00"] : ["", "", ""]);
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void Runs_beyond_the_colours_are_paler_and_dashed()
    {
        var looks = Enumerable.Range(0, 24).Select(i => (RunPalette.ColorOf(i), RunPalette.PatternOf(i).Equals(LinePattern.Solid), i / 8)).ToArray();
        looks.Select(look => look.Item1).Distinct().Count().ShouldBe(24);
        looks.Count(look => look.Item2).ShouldBe(8);
    }

    [Fact]
    public void The_files_of_a_group_carry_its_number()
    {
        var records = new[] { new RunOnDisk { Name = "a" }, new RunOnDisk { Name = "b", Fingerprint = "other" } }.Select(run => run.Read(_folder.Root)).ToArray();
        ComparisonFigures.Write(_folder.Root, RunComparison.Of(records), records, [], CancellationToken.None);
        Directory.GetFiles(_folder.Root, "*.png").Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe([
            "accuracy_by_size_group1.png", "accuracy_by_size_group2.png", "class_f1_group1.png", "class_f1_group2.png",
            "val_accuracy_by_time_group1.png", "val_accuracy_by_time_group2.png", "val_accuracy_group1.png", "val_accuracy_group2.png",
            "val_loss_group1.png", "val_loss_group2.png"]);
    }
}
