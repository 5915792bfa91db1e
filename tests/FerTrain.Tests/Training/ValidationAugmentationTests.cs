using FerTrain.Augmentation;
using FerTrain.Core;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Tests.Archive;
using FerTrain.Tests.Torch;
using FerTrain.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public class ValidationAugmentationTests
{
    [Fact]
    public void Training_is_the_same_as_without_it()
    {
        using var folder = new TempFolder();
        string[] settings = ["scheduler.name=constant", "train.epochs=2", "data.synthetic_count=70"];
        var (plain, augmented) = (SmallRun.Directory(folder, "plain"), SmallRun.Directory(folder, "augmented"));

        var before = SmallRun.Train(SmallRun.Config(settings), plain).History;
        var after = SmallRun.Train(SmallRun.Config(["augment.validation=true", .. settings]), augmented).History;

        Archives.ShouldEqual(SmallRun.Read(augmented.LastCheckpoint)["model_state"], SmallRun.Read(plain.LastCheckpoint)["model_state"]);
        after.Select(epoch => epoch.TrainLoss).ShouldBe(before.Select(epoch => epoch.TrainLoss));
        after.Zip(before, (a, b) => a.ValLoss == b.ValLoss).ShouldAllBe(isSame => !isSame);
    }

    [Fact]
    public void Each_face_is_scored_as_it_is_augmented_whatever_batch_it_is_in()
    {
        using var scope = NewDisposeScope();
        var config = SmallRun.Config("augment.rotation=40", "data.synthetic_count=300");
        var data = DataPreparation.Prepare(config.Data);
        using var faces = new FaceTensors(data.Faces, CPU);
        using var input = new Preprocessor(ScalingFit.Fit(config.Preprocess, data.Faces.ClassNames, faces, data.Split.Train), CPU);
        using var model = ModelRegistry.Network("tiny_xception").Create(ModelInput.Of(input.Spec));
        var pipeline = new AugmentationPipeline(config.Augment, input.Spec, input);
        using var augmentation = new DrawnAugmentation(pipeline, 300, index => new Seeds(4).Stream("test", index), CPU);
        model.eval();
        int[] rows = [.. Enumerable.Range(0, 300).Reverse()];

        using var inference = new Inference(model, faces, input);
        var (loss, accuracy) = inference.Score([.. rows], augmentation);

        var labels = faces.Labels.index_select(0, faces.Rows(rows));
        var logits = model.call(pipeline.From(faces.Images.index_select(0, faces.Rows(rows)), pipeline.Draw(300, index => new Seeds(4).Stream("test", index), CPU)));
        loss.ShouldBe(functional.cross_entropy(logits, labels).item<float>(), 1e-4);
        accuracy.ShouldBe(logits.argmax(1).eq(labels).sum().item<long>() / 300.0, 1e-9);
        inference.Score([.. rows]).Loss.ShouldNotBe(loss);
    }

    [Fact]
    public void An_epoch_augments_them_anew_and_the_same_again_on_a_second_run()
    {
        var config = SmallRun.Config("data.synthetic_count=70");
        var data = DataPreparation.Prepare(config.Data);
        using var faces = new FaceTensors(data.Faces, CPU);
        using var input = new Preprocessor(ScalingFit.Fit(config.Preprocess, data.Faces.ClassNames, faces, data.Split.Train), CPU);

        Images(2).ShouldBe(Images(2));
        Images(2).ShouldNotBe(Images(1));

        double[] Images(int epoch)
        {
            using var scope = NewDisposeScope();
            using var augmentation = new BatchLoader(config, data, faces, input).Validation(epoch, 7);
            return augmentation.From(faces.Images.narrow(0, 0, 7), 0).Values();
        }
    }
}
