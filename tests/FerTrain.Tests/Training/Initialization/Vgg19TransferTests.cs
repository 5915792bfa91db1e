using System.Runtime.InteropServices;
using FerTrain.Core;
using FerTrain.Core.Archive;
using FerTrain.Core.Runs;
using FerTrain.Tests.Archive;
using FerTrain.Tests.Cli;
using FerTrain.Tests.Hdf5;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training.Initialization;

/// <summary>The frozen trunk of vgg19_transfer takes ImageNet's weights from PyTorch's file and from Keras's.</summary>
[Collection(TestCollections.Libtorch)]
public class Vgg19TransferTests
{
    /// <summary>Its convolutions in torchvision's <c>features</c>, and their filters.</summary>
    private static readonly (int Index, int Filters)[] Convolutions =
    [
        (0, 64), (2, 64), (5, 128), (7, 128), (10, 256), (12, 256), (14, 256), (16, 256),
        (19, 512), (21, 512), (23, 512), (25, 512), (28, 512), (30, 512), (32, 512), (34, 512),
    ];

    [Fact]
    public void The_head_is_trained_on_torchvision_s_trunk()
    {
        using var folder = new TempFolder();
        var weights = Torchvision();
        using (var file = File.Create(folder["vgg19.pt"]))
            TorchArchive.Write(file, weights);

        var trained = Train(folder);

        for (var i = 0; i < Convolutions.Length; i++)
            foreach (var kind in new[] { "weight", "bias" })
                Archives.ShouldEqual(trained[$"trunk.conv{i + 1}.{kind}"], weights[$"features.{Convolutions[i].Index}.{kind}"]);
    }

    [TheoryWithH5py]
    [InlineData("vgg19_notop")]
    public void The_trunk_of_Keras_answers_alike(string network)
    {
        using var folder = new TempFolder();
        Python.Run("tests/FerTrain.Tests/Training/Initialization/make_keras_model.py", network, folder.Root);

        var (model, report) = Initialized.Create("vgg19_transfer", folder["model.h5"], "init.partial=true");
        using (model)
        {
            (report.Loaded.Count, report.Missing.Count, report.Unexpected.Count).ShouldBe((32, 10, 0));
            var trunk = (nn.Module<Tensor, Tensor>)model.named_children().First(child => child.name == "trunk").module;
            Initialized.Answers(trunk, folder["inputs.f32"], channels: 3).ShouldBeNear(Initialized.Floats(folder["logits.f32"]), 1e-5f);
        }
    }

    /// <summary>Trains the shipped config for two steps from the file of torchvision, and gives the weights at their end.</summary>
    private static OrderedDictionary<object, object?> Train(TempFolder folder)
    {
        var train = CommandLine.Run(
        [
            "train", "--config", "vgg19_transfer", "--runs", folder["runs"], $"init.weights={folder["vgg19.pt"]}", "init.partial=true", "data.source=synthetic",
            "data.synthetic_count=140", "data.limit=4", "train.batch_size=2", "train.epochs=1", "checkpoint.keep=best", "eval.bootstrap_samples=100",
        ]);
        train.Exit.ShouldBe(0, train.Error);
        train.Output.ShouldContain(
            $"\ninitial weights: 32 of 42 of the model, from {folder["vgg19.pt"]}\n"
            + "  10 missing in the file: head.dense1.weight, head.dense1.bias, head.dense2.weight, head.dense2.bias, head.dense3.weight, head.dense3.bias, …\n"
            + "  2 unknown to the model: classifier.0.bias, classifier.6.bias\nrun: ");
        return SmallRun.Read(RunDirectory.Open(Directory.GetDirectories(folder["runs"]).Single()).LastCheckpoint).Map("model_state");
    }

    /// <summary>Random weights under the names and in the shapes of vgg19-dcbb9e9d.pth, and two of the classifier that is left out.</summary>
    private static OrderedDictionary<object, object?> Torchvision()
    {
        var random = new Seeds(5).Stream("weights");
        var weights = new OrderedDictionary<object, object?>();
        var channels = 3;
        foreach (var (index, filters) in Convolutions)
        {
            weights[$"features.{index}.weight"] = Tensor(Math.Sqrt(2.0 / (9 * channels)), filters, channels, 3, 3);
            weights[$"features.{index}.bias"] = Tensor(0.1, filters);
            channels = filters;
        }

        weights["classifier.0.bias"] = Tensor(0.1, 4096);
        weights["classifier.6.bias"] = Tensor(0.1, 1000);
        return weights;

        StoredTensor Tensor(double deviation, params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (product, side) => product * side)];
            for (var i = 0; i < values.Length; i++)
                values[i] = (float)(deviation * Math.Sqrt(3) * (2 * random.NextDouble() - 1));
            return new StoredTensor(ElementType.Float32, [.. shape], MemoryMarshal.AsBytes<float>(values).ToArray());
        }
    }
}
