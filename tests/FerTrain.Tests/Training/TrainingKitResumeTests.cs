using FerTrain.Core.Config;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class TrainingKitResumeTests
{
    /// <summary>Every feature with something of its own to remember, in as few runs as there are optimisers, rules and averages.</summary>
    public static TheoryData<string> Overrides =>
    [
        "optimizer.name=adamw optimizer.weight_decay=0.1 scheduler.name=cosine scheduler.warmup_epochs=1.5",
        "optimizer.name=adam optimizer.weight_decay=0.1 train.clip_norm=0.5 train.clip_value=0.1",
        "optimizer.name=sgd optimizer.nesterov=true optimizer.lr=0.01 scheduler.name=one_cycle",
        "optimizer.name=sgd optimizer.momentum=0 optimizer.lr=0.01 scheduler.name=step scheduler.step_size=1",
        "optimizer.name=rmsprop optimizer.weight_decay=0.1 scheduler.name=exponential",
        "optimizer.name=rmsprop optimizer.momentum=0 scheduler.name=polynomial scheduler.power=2",
        "train.accumulation_steps=4 scheduler.name=cosine",
        "train.ema_decay=0.9 scheduler.patience=1 scheduler.min_delta=100 scheduler.warmup_epochs=1.2",
        "train.ema_decay=0.9 early_stopping.patience=1 early_stopping.min_delta=100 early_stopping.restore_best=true",
        "train.swa_start=2 train.accumulation_steps=2 scheduler.name=constant",
        "train.freeze=['stem.*','*.bn1.*'] train.ema_decay=0.5 optimizer.name=sgd",
        "augment.validation=true augment.random_erasing=0.5 scheduler.patience=1",
    ];

    [Fact]
    public void Every_optimiser_rule_and_average_is_there()
    {
        RunConfig[] configs = [.. ((IEnumerable<object[]>)Overrides).Select(row => SmallRun.Config(((string)row[0]).Split(' ')))];
        configs.Select(config => config.Optimizer.Name).Distinct().ShouldBe(Enum.GetValues<OptimizerName>(), ignoreOrder: true);
        configs.Select(config => config.Scheduler.Name).Distinct().ShouldBe(Enum.GetValues<SchedulerName>(), ignoreOrder: true);
        configs.ShouldContain(config => config.Train.EmaDecay > 0);
        configs.ShouldContain(config => config.Train.SwaStart > 0);
    }

    [Theory, MemberData(nameof(Overrides))]
    public void A_run_that_was_cancelled_in_the_middle_of_two_epochs_ends_as_one_that_was_not(string overrides)
    {
        using var folder = new TempFolder();
        var config = SmallRun.Config([.. overrides.Split(' '), "data.synthetic_count=70"]); // 56 training faces in 6 batches
        var (whole, cut) = (SmallRun.Directory(folder, "whole"), SmallRun.Directory(folder, "cut"));

        var expected = SmallRun.Train(config, whole);
        SmallRun.TrainOneStepBeyond(epoch: 1, config, cut);
        if (expected.History.Count > 2) SmallRun.TrainOneStepBeyond(epoch: 2, config, cut, resume: true);
        SmallRun.Train(config, cut, resume: true).StoppedBy.ShouldBe(expected.StoppedBy);

        cut.ShouldHaveEndedAs(whole);
        SmallRun.Train(config, cut, resume: true).History.Count.ShouldBe(expected.History.Count);
        cut.ShouldHaveEndedAs(whole);
    }
}
