using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Data;
using FerTrain.Tests.Torch;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class FirstBatchTests
{
    [Fact]
    public void Without_changes_it_is_the_first_faces_of_the_first_epochs_order()
    {
        var config = SmallRun.Config("augment.rotation=0", "augment.shift=0", "augment.horizontal_flip=false");
        var data = DataPreparation.Prepare(config.Data);
        int[] order = [.. data.Split.Train];
        new Seeds(config.Train.Seed).Stream("order", 1).Shuffle<int>(order);
        byte[][] faces = [.. order.Take(11).Select(row => data.Faces.Face(row).ToArray())];
        var (darkest, brightest) = (faces.Min(face => face.Min()), faces.Max(face => face.Max()));

        var batch = Look(config, data);

        (batch.Black, batch.White).ShouldBe((darkest / 127.5f - 1, brightest / 127.5f - 1));
        batch.Images.ShouldBe(faces.Select(face => face.Select(pixel => (byte)Math.Round((pixel - darkest) * 255.0 / (brightest - darkest))).ToArray()));
        batch.Targets.Select(target => Array.IndexOf(target, 1)).ShouldBe(order.Take(11).Select(row => (int)data.Faces.Labels[row]));
        batch.Targets.ShouldAllBe(target => target.Sum() == 1);
    }

    [Fact]
    public void Repeats_of_a_face_follow_one_another_and_each_is_changed_anew()
    {
        string[] changes = ["augment.rotation=0", "augment.shift=0", "train.batch_size=12"];
        var data = DataPreparation.Prepare(SmallRun.Config().Data);
        var faces = Look(SmallRun.Config(changes), data);

        var batch = Look(SmallRun.Config([.. changes, "augment.repeats=3"]), data);

        for (var i = 0; i < 12; i++)
        {
            batch.Targets[i].ShouldBe(faces.Targets[i / 3]);
            new[] { faces.Images[i / 3], Mirrored(faces.Images[i / 3]) }.ShouldContain(image => image.Zip(batch.Images[i]).All(pair => Math.Abs(pair.First - pair.Second) <= 40));
        }

        Enumerable.Range(0, 4).ShouldContain(face => !batch.Images[3 * face].SequenceEqual(batch.Images[3 * face + 1]));

        static byte[] Mirrored(byte[] image) => [.. image.Chunk(48).SelectMany(row => row.Reverse())];
    }

    [Fact]
    public void Mixed_images_have_mixed_targets()
    {
        var config = SmallRun.Config("augment.mixup=1", "preprocess.size=64");
        var batch = Look(config, DataPreparation.Prepare(config.Data));
        batch.Images.ShouldAllBe(image => image.Length == 64 * 64);
        batch.Images.Count.ShouldBe(11);
        batch.Targets.ShouldContain(target => target.Count(fraction => fraction > 0) == 2);
        batch.Targets.ShouldAllBe(target => Math.Abs(target.Sum() - 1) < 1e-6);
    }

    [Fact]
    public void Of_three_channels_the_first_is_shown_between_its_least_and_its_greatest_number()
    {
        using var scope = torch.NewDisposeScope();
        var inputs = torch.tensor(new float[] { -2, 0, 0, 2, 9, 9, 9, 9, 9, 9, 9, 9 }, [1, 3, 2, 2]);
        var labels = torch.tensor(new long[] { 1 });
        var batch = BatchPreview.Of(new TrainingBatch(inputs, labels, labels), classes: 3);
        batch.Images.ShouldHaveSingleItem().ShouldBe(new byte[] { 0, 128, 128, 255 });
        (batch.Black, batch.White).ShouldBe((-2, 2));
        batch.Targets.ShouldHaveSingleItem().ShouldBe([0f, 1, 0]);
    }

    [Fact]
    public void Looking_changes_nothing_of_the_training_and_leaves_no_tensor_behind()
    {
        using var folder = new TempFolder();
        var config = SmallRun.Config("train.epochs=1", "augment.mixup=0.4", "augment.random_erasing=0.5");
        var (unseen, seen) = (SmallRun.Directory(folder, "unseen"), SmallRun.Directory(folder, "seen"));
        SmallRun.Train(config, unseen);

        using (var trainer = new Trainer(config, DataPreparation.Prepare(config.Data), seen, Devices.Find("cpu"), new Ignored()))
        {
            var live = LiveTensors.Count;
            var first = trainer.FirstBatch();
            LiveTensors.Count.ShouldBe(live);
            trainer.Run(int.MaxValue, CancellationToken.None);
            trainer.FirstBatch().Images.ShouldBe(first.Images);
        }

        seen.ShouldHaveEndedAs(unseen);
    }

    [Fact]
    public void An_epoch_is_told_as_saved_when_its_files_are_there()
    {
        using var folder = new TempFolder();
        var run = SmallRun.Directory(folder, "run");
        var saved = new List<(int[] Epochs, int Best, int Logged)>();
        SmallRun.Train(SmallRun.Config("train.epochs=2", "checkpoint.monitor=train_loss"), run, watch: e =>
        {
            if (e is TrainingEvent.EpochSaved epoch)
                saved.Add(([.. epoch.History.Select(row => row.Epoch)], epoch.Best.Epoch, SmallRun.Log(run).Length));
        });
        saved.Select(s => (string.Join(' ', s.Epochs), s.Best, s.Logged)).ShouldBe([("1", 1, 1), ("1 2", 2, 2)]);
    }

    private static BatchPreview Look(Core.Config.RunConfig config, PreparedData data)
    {
        using var folder = new TempFolder();
        using var trainer = new Trainer(config, data, SmallRun.Directory(folder, "run"), Devices.Find("cpu"), new Ignored());
        return trainer.FirstBatch();
    }

    private sealed class Ignored : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value)
        {
        }
    }
}
