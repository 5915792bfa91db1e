using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Runs;

public class MetricsLogTests
{
    private static EpochMetrics Row(int epoch, double value = 0.5) => new()
    {
        Epoch = epoch,
        LearningRate = 1e-3,
        TrainLoss = value,
        TrainAccuracy = value / 3,
        ValLoss = -value,
        ValAccuracy = value * 7,
        Seconds = 12.25,
        ImagesPerSecond = 1200,
        Step = 900 * epoch,
    };

    [Fact]
    public void Rows_lie_in_the_file_under_the_documented_columns()
    {
        using var folder = new TempFolder();
        new MetricsLog(folder["metrics.csv"]).Write([Row(1, value: 0.75)]);
        File.ReadAllText(folder["metrics.csv"]).ShouldBe(
            """
            epoch,learning_rate,train_loss,train_accuracy,val_loss,val_accuracy,seconds,images_per_second,step
            1,0.001,0.75,0.25,-0.75,5.25,12.25,1200,900

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Any_number_is_read_as_it_was_written() =>
        Prop.ForAll<double>(value =>
        {
            using var folder = new TempFolder();
            var log = new MetricsLog(folder["metrics.csv"]);
            log.Write([Row(1, value)]);
            log.Read().ShouldBe([Row(1, value)]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Writing_again_replaces_all_rows()
    {
        using var folder = new TempFolder();
        var log = new MetricsLog(folder["metrics.csv"]);
        log.Write([Row(1), Row(2), Row(3)]);
        log.Write([Row(1), Row(2, value: 2)]);
        log.Read().ShouldBe([Row(1), Row(2, value: 2)]);
        log.Write([]);
        log.Read().ShouldBeEmpty();
    }

    [Fact]
    public void A_missing_or_empty_file_has_no_rows()
    {
        using var folder = new TempFolder();
        new MetricsLog(folder["metrics.csv"]).Read().ShouldBeEmpty();
        File.WriteAllText(folder["metrics.csv"], "");
        new MetricsLog(folder["metrics.csv"]).Read().ShouldBeEmpty();
    }

    [Fact]
    public void A_log_of_an_older_version_has_no_steps()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["metrics.csv"],
            "epoch,learning_rate,train_loss,train_accuracy,val_loss,val_accuracy,seconds,images_per_second\n1,0.001,0.75,0.25,-0.75,5.25,12.25,1200\n");
        new MetricsLog(folder["metrics.csv"]).Read().ShouldBe([Row(1, 0.75) with { Step = null }]);
    }

    [Fact]
    public void A_missing_step_is_an_empty_cell_and_a_loss_that_is_no_number_is_not()
    {
        using var folder = new TempFolder();
        var log = new MetricsLog(folder["metrics.csv"]);
        EpochMetrics[] rows = [Row(1) with { Step = null, TrainLoss = double.NaN }, Row(2)];
        log.Write(rows);
        File.ReadAllLines(folder["metrics.csv"])[1].ShouldBe($"1,0.001,NaN,{0.5 / 3},-0.5,3.5,12.25,1200,");
        log.Read().ShouldBe(rows);
    }

    [Theory]
    [InlineData("epoch,loss\n1,2\n", "row 1")]
    [InlineData("1,0.001,0.75\n", "row 3")]
    [InlineData("1.5,1,1,1,1,1,1,1,1\n", "row 3")]
    [InlineData("2,1,1,x,1,1,1,1,1\n", "row 3")]
    [InlineData("2,1,1,1,1,1,1,1\n", "row 3")]
    [InlineData("2,1,1,1,1,1,1,1,x\n", "row 3")]
    public void A_malformed_row_is_named(string text, string row)
    {
        using var folder = new TempFolder();
        var log = new MetricsLog(folder["metrics.csv"]);
        log.Write([Row(1)]);
        var valid = File.ReadAllText(folder["metrics.csv"]);
        File.WriteAllText(folder["metrics.csv"], row == "row 1" ? text : valid + text);
        var message = Should.Throw<UserError>(() => log.Read()).Message;
        message.ShouldContain($"{folder["metrics.csv"]}, {row}: got");
    }
}
