using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Models;
using FerTrain.Tests.Archive;
using FerTrain.Tests.Torch;
using FerTrain.Torch;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class WeightAverageTests : IDisposable
{
    private static readonly string[] Small = ["data.synthetic_count=70", "scheduler.name=constant", "checkpoint.monitor=train_loss"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_exponential_mean_is_the_naive_one_and_forgets_its_start_faster()
    {
        double[] values = [5, 1, 2, -3, 4, 0, 7, 7, 7, 7, 7, 7];
        var naive = values[0];
        for (var t = 0; t < values.Length - 1; t++)
        {
            var decay = Math.Min(0.5, (1.0 + t) / (10 + t));
            naive = decay * naive + (1 - decay) * values[t + 1];
        }

        MeanOf(new TrainConfig { EmaDecay = 0.5 }, values, (average, _) => average.AfterUpdate()).ShouldBe(naive, 1e-5);
    }

    [Fact]
    public void The_mean_over_late_epochs_weighs_them_alike() =>
        MeanOf(new TrainConfig { SwaStart = 3 }, [5, 100, 200, 3, 4, 8], (average, epoch) => average.AfterEpoch(epoch)).ShouldBe(5, 1e-5);

    [Theory]
    [InlineData("train.ema_decay=0.9")]
    [InlineData("train.swa_start=2")]
    public void Averaging_changes_nothing_in_what_is_trained(string averaging)
    {
        var (plain, averaged) = (Trained("plain"), Trained("averaged", averaging));
        var (expected, actual) = (SmallRun.Read(plain.LastCheckpoint), SmallRun.Read(averaged.LastCheckpoint));
        Archives.ShouldEqual(actual.Map("training").Map("average")["trained_state"], expected["model_state"]);
        Archives.ShouldEqual(actual.Map("training")["rng"], expected.Map("training")["rng"]);
        SmallRun.Log(averaged).Select(m => m.TrainLoss).ShouldBe(SmallRun.Log(plain).Select(m => m.TrainLoss));
        SmallRun.Log(averaged)[^1].ValLoss.ShouldNotBe(SmallRun.Log(plain)[^1].ValLoss);
    }

    [Fact]
    public void Late_epochs_average_weights_and_statistics_and_that_is_validated_and_kept()
    {
        var averaged = SmallRun.Read(Trained("averaged", "train.swa_start=2").LastCheckpoint).Map("model_state");
        CheckpointMap Ends(int epochs) => new(SmallRun.Read(Trained($"plain{epochs}", $"train.epochs={epochs}").LastCheckpoint).Map("model_state"), "plain");
        var (second, third, kept) = (Ends(2), Ends(3), new CheckpointMap(averaged, "averaged"));
        foreach (var name in new[] { "head.conv.bias", "stem.bn1.running_mean", "stem.bn1.running_var" })
        {
            var mean = second.Floats(name).Zip(third.Floats(name), (a, b) => (a + b) / 2.0);
            kept.Floats(name).Select(value => (double)value).ShouldBe(mean, 1e-6, name);
        }
    }

    [Fact]
    public void Best_holds_the_average_of_its_epoch_and_early_stopping_restores_it()
    {
        var run = Trained("stopped", "train.ema_decay=0.9", "early_stopping.patience=1", "early_stopping.min_delta=100", "early_stopping.restore_best=true");
        var first = Trained("first", "train.ema_decay=0.9", "train.epochs=1");
        SmallRun.Log(run).Length.ShouldBe(2);
        Archives.ShouldEqual(SmallRun.Read(run.LastCheckpoint)["model_state"], SmallRun.Read(first.BestCheckpoint)["model_state"]);
        Archives.ShouldEqual(SmallRun.Read(first.LastCheckpoint)["model_state"], SmallRun.Read(first.BestCheckpoint)["model_state"]);
    }

    [Fact]
    public void Averaging_leaves_no_live_tensor_behind_and_needs_no_more_in_later_epochs()
    {
        var before = LiveTensors.Count;
        var atEpochEnd = new List<long>();
        SmallRun.Train(SmallRun.Config([.. Small, "train.ema_decay=0.9", "optimizer.name=sgd", "train.clip_norm=1", "train.clip_value=1"]), SmallRun.Directory(_folder, "run"), watch: e =>
        {
            if (e is TrainingEvent.EpochDone) atEpochEnd.Add(LiveTensors.Count);
        });
        LiveTensors.Count.ShouldBe(before);
        atEpochEnd.Distinct().Count().ShouldBe(1, string.Join(", ", atEpochEnd));
    }

    /// <summary>The mean in the last weight of a model that takes the values one after the other, the first as its start.</summary>
    private static double MeanOf(TrainConfig config, double[] values, Action<WeightAverage, int> after)
    {
        using var trained = new MiniXception(new ModelInput(7, 1, 48));
        var bias = trained.state_dict()["head.conv.bias"];
        Set(values[0]);
        using var average = new WeightAverage(config, trained, new MiniXception(new ModelInput(7, 1, 48)));
        for (var i = 1; i < values.Length; i++)
        {
            Set(values[i]);
            after(average, i);
        }

        return average.Model.state_dict()["head.conv.bias"].Values()[^1];

        void Set(double value)
        {
            using var quiet = no_grad();
            using var scope = NewDisposeScope();
            _ = bias.copy_(ones([7]).Times(value));
        }
    }

    private RunDirectory Trained(string name, params string[] overrides)
    {
        var run = SmallRun.Directory(_folder, name);
        SmallRun.Train(SmallRun.Config([.. Small, .. overrides]), run);
        return run;
    }
}
