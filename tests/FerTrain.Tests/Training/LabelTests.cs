using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Tests.Data;
using FerTrain.Tests.Torch;
using FerTrain.Torch;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

/// <summary>Which rows and labels an epoch trains on, and that a run with any of them can be interrupted.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class LabelTests : IDisposable
{
    private static readonly string[] Resumed =
    [
        "data.balance=class_weights train.label_smoothing=0.1",
        "data.balance=sampler train.loss=focal",
        "data.ferplus_labels=majority",
        "data.ferplus_labels=probabilities",
        "data.ferplus_labels=cross_entropy",
        "data.ferplus_labels=probabilities data.balance=sampler train.label_smoothing=0.1",
        "data.ferplus_labels=cross_entropy data.balance=class_weights train.loss=focal",
    ];

    /// <summary>Three steps an epoch over classes of different sizes.</summary>
    private static readonly string[] Short = ["data.limit=60", "train.batch_size=24"];

    private readonly TempFolder _folder = new();

    public static TheoryData<string> Overrides => [.. Resumed];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Overrides))]
    public void A_run_that_was_cancelled_twice_ends_as_one_that_was_not(string overrides)
    {
        var config = Config(["train.epochs=2", .. Short, .. overrides.Split(' ')]);
        var (whole, run) = (SmallRun.Directory(_folder, "whole"), SmallRun.Directory(_folder, "cancelled"));
        SmallRun.Train(config, whole);

        SmallRun.TrainOneStepBeyond(epoch: 1, config, run);
        SmallRun.TrainOneStepMore(config, run);
        SmallRun.Train(config, run, resume: true);

        run.ShouldHaveEndedAs(whole);
        Checkpoint.Read(run.BestCheckpoint).Preprocessing.ClassNames
            .ShouldBe(config.Data.Ferplus == DataConfig.NoFerplus ? ClassNames.Fer2013 : ClassNames.FerPlus);
    }

    [Fact]
    public void Every_setting_changes_what_is_learnt()
    {
        string[] runs = ["train.loss=cross_entropy", .. Resumed];
        runs.Select((overrides, i) =>
        {
            var run = SmallRun.Directory(_folder, $"{i}");
            SmallRun.Train(Config(["train.epochs=1", .. Short, .. overrides.Split(' ')]), run);
            return SmallRun.Log(run)[0].ValLoss;
        }).ShouldBeUnique();
    }

    [Fact]
    public void A_sampled_epoch_takes_its_rows_from_the_seed_and_the_epoch()
    {
        var config = Config("data.balance=sampler");
        var data = DataPreparation.Prepare(config.Data);
        int[] Order(int epoch) => new EpochSampler(config, data).Order(epoch);

        Order(1).Length.ShouldBe(data.Split.Train.Length);
        Order(1).ShouldBe(Order(1));
        Order(1).ShouldNotBe(Order(2));
        Order(1).Distinct().Count().ShouldBeLessThan(data.Split.Train.Length);
    }

    [Fact]
    public void Drawn_labels_follow_the_votes_anew_in_each_epoch()
    {
        var config = Config("data.ferplus_labels=probabilities");
        var data = DataPreparation.Prepare(config.Data);
        int[] rows = [.. data.Split.Train];
        var sampler = new EpochSampler(config, data);
        long[] Labels(int epoch) => sampler.Labels(epoch, rows)!;

        Labels(1).ShouldBe(Labels(1));
        Labels(1).ShouldNotBe(Labels(2));
        var drawn = Enumerable.Range(1, 300).Select(Labels).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            for (var label = 0; label < 8; label++)
                (drawn.Count(labels => labels[i] == label) / 300.0).ShouldBe(data.Faces.SoftLabelOf(rows[i])[label], tolerance: 0.16);
        }

        new EpochSampler(Config("data.ferplus_labels=majority"), data).Labels(1, rows).ShouldBeNull();
    }

    [Theory]
    [InlineData("majority")]
    [InlineData("probabilities")]
    [InlineData("cross_entropy")]
    public void A_batch_holds_the_targets_of_its_images(string labels)
    {
        using var scope = NewDisposeScope();
        var before = LiveTensors.Count;
        var config = Config($"data.ferplus_labels={labels}", "augment.rotation=0", "augment.shift=0", "augment.horizontal_flip=false");
        var data = DataPreparation.Prepare(config.Data);
        var spec = new Preprocessing(48, 0, 1, PixelScaling.Unit, ClassNames.FerPlus);
        using (var faces = new FaceTensors(data.Faces, CPU))
        using (var input = new Preprocessor(spec, CPU))
        using (var batches = new BatchLoader(config, data, faces, input).Epoch(3))
        {
            var here = LiveTensors.Count;
            using (NewDisposeScope())
                ShouldBeOf(batches[1], data.Faces, new EpochSampler(config, data).Order(3).AsSpan(11, 11).ToArray(), labels);
            LiveTensors.Count.ShouldBe(here);
        }

        LiveTensors.Count.ShouldBe(before);
    }

    private static void ShouldBeOf(TrainingBatch batch, FaceSet faces, int[] rows, string labels)
    {
        batch.Inputs.Times(255).data<float>().ToArray().Select(grey => (byte)MathF.Round(grey)).ShouldBe(rows.SelectMany(row => faces.Face(row).ToArray()));
        if (labels != "probabilities") batch.Labels.data<long>().ToArray().ShouldBe(rows.Select(row => (long)faces.Labels[row]));
        if (labels == "cross_entropy")
            batch.Targets.data<float>().ToArray().ShouldBe(rows.SelectMany(row => faces.SoftLabelOf(row).ToArray()));
        else
            batch.Targets.data<long>().ToArray().ShouldBe(batch.Labels.data<long>().ToArray());
        if (labels == "probabilities")
            batch.Labels.data<long>().ToArray().Zip(rows, (label, row) => faces.SoftLabelOf(row)[(int)label]).ShouldAllBe(fraction => fraction > 0);
    }

    /// <summary>A small run, on votes where an override says what to make of them.</summary>
    private RunConfig Config(params string[] overrides)
    {
        if (!overrides.Any(o => o.StartsWith("data.ferplus_labels", StringComparison.Ordinal))) return SmallRun.Config(overrides);
        var votes = Votes.For(SyntheticFaces.Generate(210, seed: 0));
        return SmallRun.Config([$"data.ferplus={_folder.Write("votes.csv", votes)}", .. overrides]);
    }
}
