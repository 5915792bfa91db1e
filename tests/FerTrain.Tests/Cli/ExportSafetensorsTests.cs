using System.Text.Json;
using FerTrain.Core.Archive;
using FerTrain.Tests.Archive;
using FerTrain.Tests.Training;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class ExportSafetensorsTests : IClassFixture<TrainedRun>
{
    private readonly TrainedRun _run;

    public ExportSafetensorsTests(TrainedRun run) => _run = run;

    [Fact]
    public void A_checkpoint_s_weights_are_written_with_all_that_their_use_takes()
    {
        var export = CommandLine.Run("export", "--checkpoint", _run.Root, "--safetensors", "--json");
        export.Exit.ShouldBe(0, export.Error);
        using var json = JsonDocument.Parse(export.Output);
        var file = json.RootElement.GetProperty("file").GetString()!;
        file.ShouldBe(Path.Combine(_run.Root, "export", "mini_xception.safetensors"));
        json.RootElement.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(file).Length);
        json.RootElement.GetProperty("tensors").GetInt32().ShouldBe(94);

        var (read, stored) = (WeightsFile.Read(file), SmallRun.Read(_run.Best).Map("model_state"));
        read.Tensors.Keys.ShouldBe(stored.Keys.Cast<string>(), ignoreOrder: true);
        foreach (var (name, tensor) in stored)
            Archives.ShouldEqual(read.Tensors[(string)name], tensor);
        read.Metadata.Keys.ShouldBe(["format", "format_version", "fertrain_version", "model", "class_names", "preprocessing", "config", "data_fingerprint", "score"]);
        (read.Metadata["format"], read.Metadata["model"]).ShouldBe(("pt", "mini_xception"));
        read.Metadata["class_names"].ShouldStartWith("[\"angry\"");
        using var score = JsonDocument.Parse(read.Metadata["score"]);
        score.RootElement.GetProperty("split").GetString().ShouldBe("test");
        score.RootElement.GetProperty("samples").GetInt32().ShouldBeGreaterThan(0);
    }

    [FactWithPython]
    public void Another_reader_finds_the_same_tensors_and_a_run_starts_from_them()
    {
        var file = _run.File("weights.safetensors");
        var export = CommandLine.Run("export", "--checkpoint", _run.Best, "--safetensors", file);
        export.Exit.ShouldBe(0, export.Error);
        export.Output.ShouldMatch(@"weights\.safetensors: \d+ KB, 94 tensors that read back bit by bit\n$");
        Python.Run("tests/FerTrain.Tests/Archive/safetensors.py", "check", file).Split('\n').Length.ShouldBe(1 + 94 + 1);

        var train = CommandLine.Run(["train", "--runs", _run.File("started"), $"init.weights={file}", .. CommandLine.Quick]);
        train.Exit.ShouldBe(0, train.Error);
        train.Output.ShouldContain("initial weights: 80 of 80 of the model");
    }

    [Theory]
    [InlineData("--fp16")]
    [InlineData("--onnx")]
    [InlineData("--samples=3")]
    public void Options_of_other_formats_are_refused(string option) =>
        CommandLine.Run("export", "--checkpoint", _run.Best, "--safetensors", _run.File("x.safetensors"), option).Error
            .ShouldBe($"fertrain: --safetensors writes the weights as they are: leave {option.Split('=')[0]} out.\n");
}
