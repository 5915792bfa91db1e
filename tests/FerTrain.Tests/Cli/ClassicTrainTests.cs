using System.Text.Json;
using FerTrain.Core.Archive;

namespace FerTrain.Tests.Cli;

/// <summary>A baseline without epochs goes through every verb that a network does.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ClassicTrainTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_baseline_is_trained_scored_compared_and_reported()
    {
        var runs = _folder["runs"];
        var train = CommandLine.Run(
            "train", "--config", "svm", "--runs", runs, "data.source=synthetic", "data.synthetic_count=140", "classic.n_components=8", "classic.svm_c=[1,10]", "classic.svm_gamma=[1]");
        train.Exit.ShouldBe(0, train.Error);
        train.Output.ShouldContain("model: svm, trained in one go\ndevice: cpu with ");
        train.Output.ShouldMatch(@"\n1/2 C 1, gamma 1 x scale \S+ - val_accuracy: 0\.\d{4}\n2/2 C 10, ");
        var root = Directory.GetDirectories(runs).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(root, "report.html")).ShouldNotContain("by epoch");

        var knn = CommandLine.Run("train", "--config", "knn", "--runs", runs, "data.source=synthetic", "data.synthetic_count=140", "classic.n_components=0", "--json");
        knn.Exit.ShouldBe(0, knn.Error);
        var test = JsonDocument.Parse(knn.Output).RootElement.GetProperty("test").GetProperty("accuracy").GetDouble();
        var eval = CommandLine.Run("eval", "--runs", runs, "--json");
        JsonDocument.Parse(eval.Output).RootElement.GetProperty("accuracy").GetDouble().ShouldBe(test, 1e-9);
        var compare = CommandLine.Run(["compare", .. Directory.GetDirectories(runs), "--out", _folder["compared"]]);
        compare.Exit.ShouldBe(0, compare.Error);

        CommandLine.Run("export", "--onnx", "--runs", runs).Error.ShouldContain("fertrain: Model 'knn' is no network.");

        CommandLine.Run("export", "--safetensors", _folder["knn.safetensors"], "--runs", runs).Exit.ShouldBe(0);
        var weights = WeightsFile.Read(_folder["knn.safetensors"]);
        weights.Tensors["votes.neighbors"] = new(ElementType.Int64, weights.Tensors["votes.neighbors"].Shape, BitConverter.GetBytes(1000L));
        using (var file = File.Create(_folder["damaged.safetensors"])) SafetensorsFile.Write(file, weights);
        var damaged = CommandLine.Run("eval", "--checkpoint", _folder["damaged.safetensors"]);
        (damaged.Exit, damaged.Output).ShouldBe((2, ""));
        damaged.Error.ShouldMatch(@"^fertrain: .*damaged\.safetensors: .*: votes\.neighbors is Int64 \[1\], expected: 1 to \d+, the number of faces\n$");
    }
}
