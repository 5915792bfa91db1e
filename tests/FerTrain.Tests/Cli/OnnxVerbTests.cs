using System.Text.Json;

namespace FerTrain.Tests.Cli;

/// <summary>Runs eval, bench and export with .onnx files.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class OnnxVerbTests : IClassFixture<TrainedRun>
{
    private readonly TrainedRun _run;

    public OnnxVerbTests(TrainedRun run) => _run = run;

    [Fact]
    public void Eval_scores_an_exported_file_alone_and_in_an_ensemble()
    {
        var file = Exported();
        var expected = CommandLine.Json("eval", "--checkpoint", _run.Best, "--tta", "flip", "--json").GetProperty("accuracy").GetDouble();

        CommandLine.Json("eval", "--checkpoint", file, "--tta", "flip", "--json").GetProperty("accuracy").GetDouble().ShouldBe(expected);
        CommandLine.Json("eval", "--checkpoint", file, _run.Best, "--json").GetProperty("members").GetArrayLength().ShouldBe(2);
        Directory.Exists(Path.Combine(Path.GetDirectoryName(file)!, "eval", $"test_{Path.GetFileName(file)}_flip")).ShouldBeTrue();
    }

    [Fact]
    public void Bench_measures_an_exported_file()
    {
        var file = Exported();

        var result = CommandLine.Json("bench", file, "--json");

        result.GetProperty("model").GetString().ShouldBe(file);
        result.GetProperty("precision").ValueKind.ShouldBe(JsonValueKind.Null);
        result.GetProperty("inference").EnumerateArray().Select(entry => entry.GetProperty("batch").GetInt32()).ShouldBe([1, 256]);
        result.GetProperty("inference").EnumerateArray().ShouldAllBe(entry => entry.GetProperty("milliseconds").GetDouble() > 0);
    }

    [Theory]
    [InlineData("is computed on the CPU, got --device cuda", "eval", "--checkpoint", "FILE", "--device", "cuda")]
    [InlineData("is computed on the CPU, got --device cuda:1", "bench", "FILE", "--device", "cuda:1")]
    [InlineData("of an .onnx file only inference is measured", "bench", "FILE", "train.batch_size=64")]
    [InlineData("of an .onnx file only inference is measured", "bench", "FILE", "--measure", "training")]
    [InlineData("of an .onnx file only inference is measured", "bench", "FILE", "--faces", "512")]
    [InlineData("--fp16 or --int8", "export", "--onnx", "--fp16", "--int8")]
    public void Mistakes_are_named(string part, params string[] arguments)
    {
        var file = Exported();
        var mistake = CommandLine.Run(Array.ConvertAll(arguments, argument => argument == "FILE" ? file : argument));

        (mistake.Exit, mistake.Output).ShouldBe((2, ""));
        mistake.Error.ShouldContain(part);
    }

    private string Exported()
    {
        var file = _run.File("model.onnx");
        if (!File.Exists(file)) CommandLine.Succeed("export", "--checkpoint", _run.Best, "--onnx", file);
        return file;
    }
}
