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
        Seconds = 12,
        ImagesPerSecond = 100,
    };

    [Fact]
    public void A_terminal_sees_a_bar_that_grows_and_the_events_on_lines_of_their_own() =>
        Shown(isInteractive: true, width: 120).ShouldBe(
            "\r\e[KEpoch 2/3 ━━━━━─────────────── 10/40 9.0s left - accuracy: 0.2500 - loss: 2.0000"
            + "\r\e[KEpoch 2/3 ━━━━━━━━━━━━━━━━━━━━ 40/40 0.0s left - accuracy: 0.5000 - loss: 1.2500"
            + "\r\e[KEpoch 2/3 12s 300ms/step - accuracy: 0.5000 - loss: 1.2500 - val_accuracy: 0.4375 - val_loss: 1.5000 - lr: 0.001 - best - 12s left\n"
            + "  learning rate drops from 0.001 to 0.0001\n"
            + "  early stop: no improvement for 4 epochs; the best epoch's weights are back\n");

    [Fact]
    public void A_log_sees_lines_alone() =>
        Shown(isInteractive: false, width: 0).ShouldBe(
            "Epoch 2/3 12s 300ms/step - accuracy: 0.5000 - loss: 1.2500 - val_accuracy: 0.4375 - val_loss: 1.5000 - lr: 0.001 - best - 12s left\n"
            + "  learning rate drops from 0.001 to 0.0001\n"
            + "  early stop: no improvement for 4 epochs; the best epoch's weights are back\n");

    [Fact]
    public void A_bar_stays_on_one_line_of_a_narrow_terminal() =>
        Shown(isInteractive: true, width: 30).ShouldStartWith("\r\e[KEpoch 2/3 ━━━━━──────────────\r\e[K");

    private static string Shown(bool isInteractive, int width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var progress = new TrainingProgress(new Terminal(output, output, isInteractive, width));
        var data = new PreparedData(new FaceSet(new byte[48 * 48], [0], [Usage.Training]), new DataSplit([0], [0], [0]), []);
        using var folder = new TempFolder();
        progress.Report(new TrainingEvent.Started(SmallRun.Directory(folder, "run"), SmallRun.Config("train.epochs=3"), data, "cpu", new ParameterCounts(10, 8), null, FinishedEpochs: 0));
        _ = output.GetStringBuilder().Clear();
        progress.Report(new TrainingEvent.StepsDone(2, Done: 10, Steps: 40, Loss: 2, Accuracy: 0.25, Seconds: 3));
        progress.Report(new TrainingEvent.StepsDone(2, Done: 40, Steps: 40, Loss: 1.25, Accuracy: 0.5, Seconds: 12));
        progress.Report(new TrainingEvent.EpochDone(Metrics, Steps: 40, IsBest: true));
        progress.Report(new TrainingEvent.RateDropped(2, From: 1e-3, To: 1e-4));
        progress.Report(new TrainingEvent.StoppedEarly(2, Wait: 4, Restored: true));
        return output.ToString();
    }
}
