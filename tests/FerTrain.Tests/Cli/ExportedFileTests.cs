using System.Text.Json;
using FerTrain.Core.Archive;
using FerTrain.Export.Onnx;

namespace FerTrain.Tests.Cli;

/// <summary>What an exported file tells of itself, and of nobody's folders.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class ExportedFileTests(ExportedFileTests.RunOnAFile trained) : IClassFixture<ExportedFileTests.RunOnAFile>
{
    [Fact]
    public void Neither_format_holds_a_path_of_this_machine()
    {
        Export("--onnx", trained["a.onnx"]);
        Export("--safetensors", trained["a.safetensors"]);

        var metadata = ModelProto.Parser.ParseFrom(File.ReadAllBytes(trained["a.onnx"])).MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        metadata["config"].ShouldContain("  path: private_faces.csv\n");
        foreach (var value in metadata.Values.Concat(WeightsFile.Read(trained["a.safetensors"]).Metadata.Values).Append(File.ReadAllText(trained["a.onnx.json"])).Append(File.ReadAllText(trained["a.safetensors.json"])))
        {
            value.ShouldNotContain(trained.Root);
            value.ShouldNotContain(Path.GetTempPath());
        }
    }

    [Fact]
    public void A_description_lies_beside_the_file()
    {
        Export("--onnx", trained["b.onnx"], "--layout", "rgb", "--calibrated");

        var description = Json(File.ReadAllText(trained["b.onnx.json"]));
        description.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["file", "model", "classes", "input", "preprocessing", "precision", "temperature", "score", "checkpoint_score", "speed", "fertrain_version", "git_commit"]);
        description.GetProperty("input").GetRawText().ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)
            .ShouldStartWith("""{"name":"rgb","type":"uint8","shape":["batch","height","width",3],""");
        description.GetProperty("classes").GetArrayLength().ShouldBe(7);
        description.GetProperty("temperature").GetDouble().ShouldBeGreaterThan(0);
        var score = description.GetProperty("score");
        score.GetProperty("split").GetString().ShouldBe("test");
        score.GetProperty("accuracy").GetDouble().ShouldBeInRange(score.GetProperty("interval95")[0].GetDouble(), score.GetProperty("interval95")[1].GetDouble());
    }

    [Fact]
    public void The_temperature_is_the_one_that_eval_fits_and_the_file_is_calibrated()
    {
        var eval = Json(CommandLine.Run("eval", "--checkpoint", trained.Checkpoint, "--json").Output);

        var export = Json(Export("--onnx", trained["c.onnx"], "--calibrated", "--json"));

        export.GetProperty("temperature").GetDouble().ShouldBe(eval.GetProperty("temperature").GetDouble(), 1e-6);
        export.GetProperty("accuracy").GetDouble().ShouldBe(eval.GetProperty("accuracy").GetDouble());
        var calibrated = Json(CommandLine.Run("eval", "--checkpoint", trained["c.onnx"], "--data", trained["private_faces.csv"], "--json").Output);
        calibrated.GetProperty("log_loss").GetDouble().ShouldBe(eval.GetProperty("calibrated_log_loss").GetDouble(), 1e-4);
    }

    [Fact]
    public void A_file_that_takes_colours_scores_and_predicts_like_its_checkpoint()
    {
        Export("--onnx", trained["d.onnx"], "--layout", "rgb");
        foreach (var name in (string[])["accuracy", "log_loss"])
        {
            Json(CommandLine.Run("eval", "--checkpoint", trained["d.onnx"], "--data", trained["private_faces.csv"], "--tta", "flip", "--json").Output).GetProperty(name).GetDouble()
                .ShouldBe(Json(CommandLine.Run("eval", "--checkpoint", trained.Checkpoint, "--tta", "flip", "--json").Output).GetProperty(name).GetDouble(), 1e-4);
        }
    }

    [Fact]
    public void Int8_says_how_fast_it_is_here()
    {
        var export = CommandLine.Run("export", trained.Checkpoint, "--onnx", trained["e.onnx"], "--int8", "--layout", "rgb");
        export.Exit.ShouldBe(0, export.Error);
        export.Output.ShouldMatch(@"\none face takes \d+\.\d\d ms here, in float32 \d+\.\d\d ms(: on this CPU int8 is smaller but slower)?\n");
    }

    private string Export(params string[] arguments)
    {
        var export = CommandLine.Run(["export", trained.Checkpoint, .. arguments]);
        export.Exit.ShouldBe(0, export.Error);
        return export.Output;
    }

    private static JsonElement Json(string text)
    {
        using var json = JsonDocument.Parse(text);
        return json.RootElement.Clone();
    }

    /// <summary>A quick run whose faces lie in a file.</summary>
    public sealed class RunOnAFile : IDisposable
    {
        private readonly TempFolder _folder = new();

        public RunOnAFile()
        {
            CommandLine.Run("data", "synth", this["private_faces.csv"], "--count", "140").Exit.ShouldBe(0);
            var train = CommandLine.Run("train", "--config", "tiny_xception", "--data", this["private_faces.csv"], "--epochs", "1", "--batch", "32", "--runs", this["runs"]);
            train.Exit.ShouldBe(0, train.Error);
            Checkpoint = Path.Combine(Directory.GetDirectories(this["runs"]).Single(), "checkpoints", "best.pt");
        }

        public string Root => _folder.Root;

        public string Checkpoint { get; }

        public string this[string name] => _folder[name];

        public void Dispose() => _folder.Dispose();
    }
}
