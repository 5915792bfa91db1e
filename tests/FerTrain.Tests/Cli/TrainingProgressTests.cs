using FerTrain.Cli;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Tests.Training;
using FerTrain.Training;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public class TrainingProgressTests
{
    private static readonly EpochMetrics Metrics = new()
    {
        Epoch = 2,
        LearningRate = 1e-3,
        TrainLoss = 1.25,
        TrainAccuracy = 0.5,
        ValLoss = 1.5,
        ValAccuracy = 0.4375,
        Seconds = 13,
        ImagesPerSecond = 100,
    };

    [Fact]
    public void A_terminal_sees_a_bar_that_grows_and_the_events_on_lines_of_their_own() =>
        Shown(isInteractive: true, width: 120).ShouldBe(
            "\r\e[K  2/3 ━━━━━─────────────── 10/40  loss 2.0000  acc 0.2500  9.0s, 21s left"
            + "\r\e[K  2/3 ━━━━━━━━━━━━━━━━━━━━ 40/40  loss 1.2500  acc 0.5000  0.0s, 12s left"
            + "\r\e[K  2/3    13s     0.001   1.2500  0.5000    1.5000   0.4375  \e[32mbest\e[0m  13s left\n"
            + "  learning rate drops from 0.001 to 0.0001\n"
            + "  early stop: no improvement for 4 epochs; the best epoch's weights are back\n");

    [Fact]
    public void A_log_sees_lines_alone() =>
        Shown(isInteractive: false, width: 0).ShouldBe(
            "  2/3    13s     0.001   1.2500  0.5000    1.5000   0.4375  best  13s left\n"
            + "  learning rate drops from 0.001 to 0.0001\n"
            + "  early stop: no improvement for 4 epochs; the best epoch's weights are back\n");

    [Fact]
    public void A_bar_stays_on_one_line_of_a_narrow_terminal() =>
        Shown(isInteractive: true, width: 30).ShouldStartWith("\r\e[K  2/3 ━━━━━─────────────── 10\r\e[K");

    [Fact]
    public void A_row_of_large_numbers_is_no_wider_than_80_columns_and_stands_under_its_heading()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var progress = new TrainingProgress(new Terminal(output, output, IsInteractive: false, Width: 0));
        using var folder = new TempFolder();
        progress.Report(Started(folder, epochs: 200));
        progress.Report(new TrainingEvent.EpochDone(Metrics with { Epoch = 100, LearningRate = 9.0453e-5, TrainLoss = 12.3456, ValLoss = 12.3456, Seconds = 7000 }, Steps: 40, IsBest: true));

        var lines = output.ToString().Split('\n')[^3..^1];
        lines.ShouldBe(
        [
            "  epoch   time        lr     loss     acc  val loss  val acc",
            "100/200  117min   9.05e-5  12.3456  0.5000   12.3456   0.4375  best  194.4h left",
        ]);
        lines.ShouldAllBe(line => line.Length <= 80);
    }

    private static TrainingEvent.Started Started(TempFolder folder, int epochs)
    {
        var data = new PreparedData(new FaceSet(new byte[48 * 48], [0], [Usage.Training]), new DataSplit([0], [0], [0]), []);
        return new(SmallRun.Directory(folder, "run"), SmallRun.Config($"train.epochs={epochs}"), data, "cpu", new ParameterCounts(10, 8), null, FinishedEpochs: 0);
    }

    private static string Shown(bool isInteractive, int width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var progress = new TrainingProgress(new Terminal(output, output, isInteractive, width));
        using var folder = new TempFolder();
        progress.Report(Started(folder, epochs: 3));
        _ = output.GetStringBuilder().Clear();
        progress.Report(new TrainingEvent.StepsDone(2, Done: 10, Steps: 40, Loss: 2, Accuracy: 0.25, Seconds: 3));
        progress.Report(new TrainingEvent.StepsDone(2, Done: 40, Steps: 40, Loss: 1.25, Accuracy: 0.5, Seconds: 12));
        progress.Report(new TrainingEvent.EpochDone(Metrics, Steps: 40, IsBest: true));
        progress.Report(new TrainingEvent.RateDropped(2, From: 1e-3, To: 1e-4));
        progress.Report(new TrainingEvent.StoppedEarly(2, Wait: 4, Restored: true));
        return output.ToString();
    }
}
