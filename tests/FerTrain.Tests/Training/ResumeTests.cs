using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class ResumeTests : IDisposable
{
    // The rate drops and the run stops early, whatever the losses are.
    private static readonly string[] Callbacks =
    [
        "train.epochs=5", "scheduler.patience=1", "scheduler.min_delta=100",
        "early_stopping.patience=2", "early_stopping.min_delta=100", "early_stopping.restore_best=true",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_was_cancelled_three_times_in_an_epoch_ends_as_one_that_was_not()
    {
        var config = Config();
        var whole = Whole(config);
        var run = SmallRun.Directory(_folder, "cancelled");

        SmallRun.TrainOneStepBeyond(epoch: 1, config, run);
        FinishedSteps(run).ShouldBe((1, 1));
        SmallRun.TrainOneStepMore(config, run);
        SmallRun.TrainOneStepMore(config, run);
        FinishedSteps(run).ShouldBe((1, 3));
        var result = SmallRun.Train(config, run, resume: true);
        result.History.Select(m => m.Epoch).ShouldBe([1, 2, 3]);
        run.ShouldHaveEndedAs(whole);
    }

    [Fact]
    public void What_a_resumption_changes_is_in_the_checkpoint_before_its_first_epoch_ends()
    {
        var run = SmallRun.Directory(_folder, "killed");
        SmallRun.Train(Config("train.epochs=1"), run);

        Should.Throw<InvalidOperationException>(() => SmallRun.Train(Config("train.epochs=2"), run, resume: true, watch: _ => throw new InvalidOperationException()));

        Checkpoint.Read(run.LastCheckpoint).Config.Train.Epochs.ShouldBe(2);
    }

    [Fact]
    public void Scheduler_early_stop_and_the_weights_to_restore_survive_too()
    {
        var config = Config(Callbacks);
        var whole = Whole(config);
        var run = SmallRun.Directory(_folder, "cancelled");

        SmallRun.TrainOneStepBeyond(epoch: 1, config, run);
        SmallRun.TrainOneStepBeyond(epoch: 2, config, run, resume: true);
        var result = SmallRun.Train(config, run, resume: true);

        result.StoppedBy.ShouldBe(StopReason.EarlyStopping);
        result.History.Select(m => m.LearningRate).ShouldBe([1e-3, 1e-3, 1e-4]);
        run.ShouldHaveEndedAs(whole);
        SmallRun.Train(config, run, resume: true).History.Count.ShouldBe(3);
        run.ShouldHaveEndedAs(whole);
    }

    [Fact]
    public void A_run_that_stopped_early_is_not_trained_further()
    {
        var run = SmallRun.Directory(_folder, "stopped");
        SmallRun.Train(Config(Callbacks), run).History.Count.ShouldBe(3);
        var before = File.ReadAllBytes(run.LastCheckpoint);

        Should.Throw<UserError>(() => SmallRun.Train(Config([.. Callbacks, "train.epochs=9"]), run, resume: true)).Message
            .ShouldBe("train.epochs=9: the run stopped early after epoch 3, so more epochs change nothing. Expected: a new run with a larger early_stopping.patience.");
        File.ReadAllBytes(run.LastCheckpoint).ShouldBe(before);
    }

    [Fact]
    public void A_run_that_saves_less_often_loses_only_the_epochs_since()
    {
        var config = Config("train.epochs=5", "checkpoint.every=2");
        var whole = Whole(config);
        var run = SmallRun.Directory(_folder, "killed");

        Should.Throw<InvalidOperationException>(() => SmallRun.Train(config, run, watch: e =>
        {
            if (e is TrainingEvent.EpochDone { Metrics.Epoch: 4 }) throw new InvalidOperationException();
        }));
        FinishedSteps(run).ShouldBe((2, 0));
        SmallRun.Train(config, run, resume: true).History.Count.ShouldBe(5);
        run.ShouldHaveEndedAs(whole);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    public void A_run_whose_best_checkpoint_is_newer_than_its_last_goes_on_from_that(int every)
    {
        var config = Config("train.epochs=6", "checkpoint.monitor=train_loss", $"checkpoint.every={every}");
        var whole = Whole(config);
        var (run, seen) = (SmallRun.Directory(_folder, "killed"), new List<int>());

        Should.Throw<InvalidOperationException>(() => SmallRun.Train(config, run, watch: e =>
        {
            if (e is TrainingEvent.EpochDone { Metrics.Epoch: 6 }) throw new InvalidOperationException();
        }));
        File.Exists(run.LastCheckpoint).ShouldBe(every == 3);
        var best = (long)SmallRun.Read(run.BestCheckpoint).Map("training")["epoch"]!;
        best.ShouldBeInRange(4, 5);

        var shorter = SmallRun.Train(Config($"train.epochs={best}", "checkpoint.monitor=train_loss", $"checkpoint.every={every}"), run, resume: true);
        shorter.Best.Epoch.ShouldBe((int)best, "the epoch that best.pt is of");
        FinishedSteps(run).ShouldBe((best, 0));
        SmallRun.Train(config, run, resume: true, watch: e =>
        {
            if (e is TrainingEvent.EpochDone done) seen.Add(done.Metrics.Epoch);
        });
        seen.ShouldBe(Enumerable.Range((int)best + 1, 6 - (int)best));
        run.ShouldHaveEndedAs(whole);
    }

    [Fact]
    public void A_cancelled_epoch_goes_on_with_the_augmentation_and_the_mixing_of_an_uninterrupted_one()
    {
        var config = Config(
            "train.epochs=2", "augment.shear=5", "augment.resized_crop=0.8", "augment.random_erasing=0.5", "augment.contrast=0.2",
            "augment.fill=wrap", "augment.crop=40", "augment.random_crop=true", "augment.mixup=0.4", "augment.cutmix=1");
        var whole = Whole(config);
        var run = SmallRun.Directory(_folder, "cancelled");

        SmallRun.TrainOneStepBeyond(epoch: 1, config, run);
        SmallRun.Train(config, run, resume: true);

        run.ShouldHaveEndedAs(whole);
    }

    [Fact]
    public void A_run_cancelled_after_the_last_step_of_an_epoch_only_has_to_validate()
    {
        var config = Config("train.batch_size=56", "train.epochs=2");
        var whole = Whole(config);
        var run = SmallRun.Directory(_folder, "cancelled");

        SmallRun.TrainOneStepBeyond(epoch: 1, config, run);
        FinishedSteps(run).ShouldBe((1, 1));
        SmallRun.Train(config, run, resume: true);

        run.ShouldHaveEndedAs(whole);
    }

    [Fact]
    public void A_run_with_a_part_of_an_epoch_cannot_end_before_it()
    {
        var run = SmallRun.Directory(_folder, "cut");
        SmallRun.TrainOneStepBeyond(epoch: 1, SmallRun.Config("train.epochs=2"), run);

        Should.Throw<UserError>(() => SmallRun.Train(SmallRun.Config("train.epochs=1"), run, resume: true)).Message
            .ShouldBe($"train.epochs=1: {run.LastCheckpoint} has a part of epoch 2. Expected: 2 or more.");
    }

    [Fact]
    public void A_finished_run_goes_on_when_it_is_given_more_epochs()
    {
        var run = SmallRun.Directory(_folder, "short");
        SmallRun.Train(Config("train.epochs=1"), run);
        var config = Config("train.epochs=2");
        SmallRun.Train(config, run, resume: true);
        run.ShouldHaveEndedAs(Whole(config));
    }

    [Theory]
    [InlineData("metrics.csv")]
    [InlineData("checkpoints/best.pt")]
    [InlineData("checkpoints/last.pt")]
    public void A_run_that_ends_between_the_files_of_its_last_epoch_repeats_that_epoch(string unwritable)
    {
        var config = Config("train.epochs=2", "checkpoint.monitor=train_loss");
        var whole = Whole(config);
        var run = SmallRun.Directory(_folder, "cut");
        var file = Path.Combine(run.Root, unwritable);

        Should.Throw<UserError>(() => SmallRun.Train(config, run, watch: e =>
        {
            if (e is not TrainingEvent.EpochDone { Metrics.Epoch: 2 }) return;
            File.Move(file, $"{file}.aside");
            Directory.CreateDirectory(file); // which nothing can replace
        })).Message.ShouldStartWith($"{file}: cannot be written");
        Directory.Delete(file);
        File.Move($"{file}.aside", file);

        SmallRun.Train(config, run, resume: true);
        run.ShouldHaveEndedAs(whole);
    }

    [Fact]
    public void Steps_count_on_and_are_filled_in_for_epochs_of_an_older_version()
    {
        var config = SmallRun.Config("train.epochs=2", "train.accumulation_steps=2");
        var run = SmallRun.Directory(_folder, "run");
        SmallRun.Train(config, run);
        SmallRun.Log(run).Select(epoch => epoch.Step).ShouldBe([8, 16]); // 16 batches, two an update

        Forged.Change(run.LastCheckpoint, checkpoint =>
        {
            var history = (StoredTensor)checkpoint.Map("training")["history"]!;
            double[] old = [.. HistoryTable.Read(history).SelectMany(epoch => epoch.ToNumbers()[..^1])];
            checkpoint.Map("training")["history"] = new StoredTensor(ElementType.Float64, [2, 8], MemoryMarshal.AsBytes<double>(old).ToArray());
        });
        SmallRun.Train(SmallRun.Config("train.epochs=3", "train.accumulation_steps=2"), run, resume: true);

        SmallRun.Log(run).Select(epoch => epoch.Step).ShouldBe([8, 16, 24]);
    }

    [Fact]
    public void Other_faces_or_another_split_are_refused_and_the_run_stays_as_it_is()
    {
        var run = SmallRun.Directory(_folder, "run");
        SmallRun.Train(SmallRun.Config("train.epochs=1"), run);
        var before = File.ReadAllBytes(run.LastCheckpoint);
        foreach (var change in new[] { "data.seed=1", "data.split=random", "data.merge={disgust: angry}", "data.classes=[happy, sad]", "data.limit=100" })
        {
            Should.Throw<UserError>(() => SmallRun.Train(SmallRun.Config(change), run, resume: true)).Message
                .ShouldStartWith($"{run.LastCheckpoint}: the data or their split are not those that this run was trained on");
        }

        File.ReadAllBytes(run.LastCheckpoint).ShouldBe(before);
    }

    /// <summary>56 training faces in 5 batches of 11 and an odd one of 1.</summary>
    private static RunConfig Config(params string[] overrides) => SmallRun.Config([.. overrides, "data.synthetic_count=70"]);

    private RunDirectory Whole(RunConfig config)
    {
        var run = SmallRun.Directory(_folder, "whole");
        SmallRun.Train(config, run);
        return run;
    }

    private static (long Epoch, long Step) FinishedSteps(RunDirectory run)
    {
        var training = SmallRun.Read(run.LastCheckpoint).Map("training");
        return ((long)training["epoch"]!, (long)training.Map("sampler")["step"]!);
    }
}
