using FerTrain.Figures;
using ScottPlot.Plottables;

namespace FerTrain.Tests.Figures;

public sealed class TrainingCurvesTests
{
    [Fact]
    public void The_curves_are_the_history_and_the_best_epoch_is_marked()
    {
        var history = Sample.History(5);
        using var accuracy = TrainingCurves.Accuracy(history, history[3]);

        accuracy.All<Scatter>().Select(curve => curve.LegendText).ShouldBe(["training", "validation"]);
        Points(accuracy).ShouldBe([
            [.. history.Select(epoch => ((double)epoch.Epoch, epoch.TrainAccuracy))],
            [.. history.Select(epoch => ((double)epoch.Epoch, epoch.ValAccuracy))]]);
        var mark = accuracy.All<Marker>().ShouldHaveSingleItem();
        (mark.X, mark.Y, mark.LegendText).ShouldBe((4, history[3].ValAccuracy, "best, epoch 4: 70.00 %"));
        accuracy.All<VerticalLine>().ShouldHaveSingleItem().X.ShouldBe(4);
    }

    [Fact]
    public void The_loss_of_the_best_epoch_is_told_and_the_learning_rate_has_one_curve()
    {
        var history = Sample.History(5);
        using var loss = TrainingCurves.Loss(history, history[3]);
        using var rate = TrainingCurves.LearningRate(history);

        loss.All<Marker>().ShouldHaveSingleItem().LegendText.ShouldBe("best, epoch 4: 0.5500");
        Points(loss).ShouldBe([
            [.. history.Select(epoch => ((double)epoch.Epoch, epoch.TrainLoss))],
            [.. history.Select(epoch => ((double)epoch.Epoch, epoch.ValLoss))]]);
        Points(rate).ShouldHaveSingleItem().ShouldBe(history.Select(epoch => ((double)epoch.Epoch, epoch.LearningRate)));
    }

    [Fact]
    public void Every_value_lies_inside_the_limits()
    {
        foreach (var epochs in new[] { 1, 2, 500 })
        {
            var history = Sample.History(epochs);
            using var figure = TrainingCurves.Loss(history, history[^1]);
            var limits = figure.Plot.Axes.GetLimits();
            limits.Left.ShouldBeLessThan(1);
            limits.Right.ShouldBeGreaterThan(epochs);
            history.ShouldAllBe(epoch => epoch.ValLoss < limits.Top && epoch.TrainLoss > limits.Bottom);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(35)]
    [InlineData(500)]
    public void Any_number_of_epochs_is_drawn(int epochs)
    {
        var history = Sample.History(epochs);
        foreach (var figure in new[] { TrainingCurves.Accuracy(history, history[0]), TrainingCurves.Loss(history, history[0]), TrainingCurves.LearningRate(history) })
            using (figure) figure.ShouldBeDrawn();
    }

    [Fact]
    public void Epochs_get_whole_numbers_as_ticks()
    {
        var history = Sample.History(3);
        using var figure = TrainingCurves.Loss(history, history[0]);
        figure.Ticks(axes => axes.Bottom).Where(tick => tick.Label != "").ShouldBe([(1, "1"), (2, "2"), (3, "3")]);
    }

    [Fact]
    public void The_steps_of_the_optimizer_stand_above_their_epochs_where_they_are_known()
    {
        var history = Sample.History(10);
        using var figure = TrainingCurves.LearningRate(history);
        var (top, bottom) = (figure.Plot.Axes.Top, figure.Plot.Axes.Bottom);
        (top.Min / bottom.Min).ShouldBe(449, 1e-9);
        (top.Max / bottom.Max).ShouldBe(449, 1e-9);
        figure.Ticks(axes => axes.Top).Select(tick => tick.Label).Where(label => label != "").ShouldBe(["1,000", "2,000", "3,000", "4,000"]);
        using var old = TrainingCurves.LearningRate([.. history.Select(epoch => epoch with { Step = null })]);
        old.Plot.Axes.Top.IsVisible.ShouldBeFalse();
    }

    [Fact]
    public void A_loss_that_is_no_number_leaves_a_gap()
    {
        var history = Sample.History(4);
        history[2] = history[2] with { ValLoss = double.NaN, TrainLoss = double.PositiveInfinity };
        using var figure = TrainingCurves.Loss(history, history[2]);

        Points(figure).Select(curve => curve.Select(point => point.X)).ShouldBe([[1.0, 2, 4], [1.0, 2, 4]]);
        figure.All<Marker>().ShouldBeEmpty();
        figure.ShouldBeDrawn();

        var lost = new[] { history[2] with { ValLoss = double.NaN } };
        using var nothing = TrainingCurves.Loss(lost, lost[0]);
        nothing.ShouldBeDrawn();
    }

    private static (double X, double Y)[][] Points(Figure figure) =>
        [.. figure.All<Scatter>().Select(curve => curve.Data.GetScatterPoints().Select(point => (point.X, point.Y)).ToArray())];
}
