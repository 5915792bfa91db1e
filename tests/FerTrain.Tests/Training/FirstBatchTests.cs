using FerTrain.Core;
using FerTrain.Data;
using FerTrain.Tests.TorchSharpTests;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Tests.Training;

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
        batch.Pictures.ShouldBe(faces.Select(face => face.Select(pixel => (byte)Math.Round((pixel - darkest) * 255.0 / (brightest - darkest))).ToArray()));
        batch.Targets.Select(target => Array.IndexOf(target, 1)).ShouldBe(order.Take(11).Select(row => (int)data.Faces.Labels[row]));
        batch.Targets.ShouldAllBe(target => target.Sum() == 1);
    }

    [Fact]
    public void Mixed_pictures_have_mixed_targets_and_three_channels_are_one_picture()
    {
        var config = SmallRun.Config("augment.mixup=1", "preprocess.channels=3", "preprocess.size=64", "model.name=simple_cnn");
        var batch = Look(config, DataPreparation.Prepare(config.Data));
        batch.Pictures.ShouldAllBe(picture => picture.Length == 64 * 64);
        batch.Pictures.Count.ShouldBe(11);
        batch.Targets.ShouldContain(target => target.Count(share => share > 0) == 2);
        batch.Targets.ShouldAllBe(target => Math.Abs(target.Sum() - 1) < 1e-6);
    }

    [Fact]
    public void Looking_changes_nothing_of_the_training_and_leaves_no_tensor_behind()
    {
        using var folder = new TempFolder();
        var config = SmallRun.Config("train.epochs=1", "augment.mixup=0.4", "augment.erasing=0.5");
        var (unseen, seen) = (SmallRun.Directory(folder, "unseen"), SmallRun.Directory(folder, "seen"));
        SmallRun.Train(config, unseen);

        using (var trainer = new Trainer(config, DataPreparation.Prepare(config.Data), seen, Devices.Find("cpu"), new Ignored()))
        {
            var live = LiveTensors.AfterCollection();
            var first = trainer.FirstBatch();
            torch.Tensor.TotalCount.ShouldBe(live);
            trainer.Run(CancellationToken.None);
            trainer.FirstBatch().Pictures.ShouldBe(first.Pictures);
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

    private static SeenBatch Look(Core.Config.RunConfig config, PreparedData data)
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
