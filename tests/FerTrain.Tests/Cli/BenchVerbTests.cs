using System.Text.Json;
using FerTrain.Core.Config;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class BenchVerbTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_what_was_asked_for_is_measured()
    {
        var bench = CommandLine.Run("bench", "mini_xception", "--measure", "data", "inference", "--faces", "256", "train.batch_size=64", "--json");

        (bench.Exit, bench.Error).ShouldBe((0, ""));
        using var json = JsonDocument.Parse(bench.Output);
        var result = json.RootElement;
        result.GetProperty("model").GetString().ShouldBe("mini_xception");
        result.GetProperty("precision").GetString().ShouldBe("float32");
        result.GetProperty("batch_size").GetInt32().ShouldBe(64);
        result.GetProperty("data_images_per_second").GetDouble().ShouldBeGreaterThan(0);
        result.GetProperty("training_images_per_second").ValueKind.ShouldBe(JsonValueKind.Null);
        result.GetProperty("reading").ValueKind.ShouldBe(JsonValueKind.Null);
        result.GetProperty("inference").EnumerateArray().Select(entry => entry.GetProperty("batch").GetInt32()).ShouldBe([1, 256]);
        foreach (var entry in result.GetProperty("inference").EnumerateArray())
            (entry.GetProperty("images_per_second").GetDouble() * entry.GetProperty("milliseconds").GetDouble() / 1000)
                .ShouldBe(entry.GetProperty("batch").GetInt32(), 1e-6);
    }

    [Fact]
    public void A_model_of_colour_images_gets_them() =>
        CommandLine.Run("bench", "custom_cnn", "--measure", "data", "--faces", "256").Exit.ShouldBe(0);

    [Fact]
    public void One_model_is_named_once() =>
        CommandLine.Run("bench", "mini_xception", "model.name=simple_cnn").Error.ShouldBe("fertrain: bench got mini_xception and model.name=simple_cnn. Expected: one model.\n");

    [Fact]
    public void Training_and_reading_are_told_in_a_table()
    {
        var file = _folder["faces.csv"];
        CommandLine.Run("data", "synth", file, "--count", "70").Exit.ShouldBe(0);

        var bench = CommandLine.Run("bench", "--measure", "training", "reading", "figures", "--data", file, "--faces", "256");

        bench.Exit.ShouldBe(0);
        bench.Output.ShouldMatch(
            @"\Amini_xception on cpu, 1 thread, float32, batches of 32\n"
            + @"reading, parsed +\d+\.\d\d s\nreading, cached +\d+ ms\ntraining +[\d,]*[1-9][\d,]* images/s\ncurves of 35 epochs +\d+ ms\n\z");
    }

    [Fact]
    public void A_cancelled_measurement_exits_with_130() => CommandLine.RunCancelled("bench", "--faces", "256").ShouldBe(new(130, "", ""));

    [Fact]
    public void Each_measurement_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        using var benchmark = new TrainingBenchmark(new RunConfig(), 256, torch.CPU, cancel.Token);
        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => benchmark.Data());
        Should.Throw<OperationCanceledException>(() => benchmark.Training());
        Should.Throw<OperationCanceledException>(() => benchmark.Inference(1));
    }

    [Theory]
    [InlineData("--faces 255: expected: 256 to 900000", "--faces", "255")]
    [InlineData("--faces 1000000: expected: 256 to 900000", "--faces", "1000000")]
    [InlineData("'speed'", "--measure", "speed")]
    [InlineData("--measure reading needs a file", "--measure", "reading")]
    [InlineData("one model at a time, got mini_xception, vgg19", "mini_xception", "vgg19")]
    [InlineData("one model at a time, not the members of an ensemble", "ensemble.members=[vgg_fer.yaml]")]
    [InlineData("mini_xception", "mini_xeption")]
    [InlineData("train.batch_size=0: got 0", "train.batch_size=0")]
    public void Mistakes_are_named(string part, params string[] arguments)
    {
        var bench = CommandLine.Run(["bench", .. arguments]);

        (bench.Exit, bench.Output).ShouldBe((2, ""));
        bench.Error.ShouldContain(part);
    }
}
