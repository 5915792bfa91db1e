using System.Text.Json;
using FerTrain.Core;
using FerTrain.Core.Archive;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Tests.Archive;
using FerTrain.Tests.Training;
using FerTrain.Tests.Training.Initialization;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class ExportVerbTests(TrainedRun run) : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_newest_run_is_exported_into_its_folder_and_the_text_is_as_recorded()
    {
        var export = CommandLine.Run("export", "--onnx", "--runs", run.Runs);
        (export.Exit, export.Error).ShouldBe((0, $"Checkpoint: {run.Best}\n"));
        Masked.Numbers(export.Output, run.Root).ShouldMatchGolden("export_output.txt");
        File.Exists(Path.Combine(run.Root, "export", "mini_xception.onnx")).ShouldBeTrue();
    }

    [Fact]
    public void A_file_is_not_exported_onto_itself()
    {
        CommandLine.Run("export", "--checkpoint", run.Best, "--safetensors", _folder["a.safetensors"]).Exit.ShouldBe(0);
        var bytes = File.ReadAllBytes(_folder["a.safetensors"]);
        CommandLine.Run("export", _folder["a.safetensors"], "--safetensors", _folder["a.safetensors"], "--fp16")
            .ShouldBe(new(2, "", $"fertrain: {_folder["a.safetensors"]} is the file that is exported. Expected: another name.\n"));
        File.ReadAllBytes(_folder["a.safetensors"]).ShouldBe(bytes);
    }

    [Fact]
    public void A_model_is_not_calibrated_on_faces_that_it_learnt_from()
    {
        CommandLine.Run(["train", "--runs", _folder["runs"], "data.validate_on=train", .. CommandLine.Quick]).Exit.ShouldBe(0);

        var export = CommandLine.Run("export", "--onnx", "--calibrated", "--runs", _folder["runs"]);

        export.Exit.ShouldBe(2);
        export.Error.ShouldEndWith("fertrain: --calibrated fits the temperature on validation faces, but the model learnt from those of this run (data.validate_on=train). Expected: --data FILE with others.\n");
    }

    [Fact]
    public void Json_tells_how_the_file_compares_with_the_checkpoint()
    {
        var file = _folder["deep/er/face.onnx"];
        using var eval = JsonDocument.Parse(CommandLine.Run("eval", "--checkpoint", run.Best, "--json", "--out", _folder["eval"]).Output);

        var export = CommandLine.Run("export", "--checkpoint", run.Best, "--onnx", file, "--json");

        (export.Exit, export.Error).ShouldBe((0, ""));
        using var json = JsonDocument.Parse(export.Output);
        var root = json.RootElement;
        root.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["file", "bytes", "float32_bytes", "max_abs_difference", "agreement", "samples", "split", "accuracy", "standard_error", "original_accuracy", "temperature", "milliseconds", "float32_milliseconds"]);
        root.GetProperty("file").GetString().ShouldBe(file);
        root.GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(file).Length);
        root.GetProperty("float32_bytes").GetInt64().ShouldBe(new FileInfo(file).Length);
        root.GetProperty("max_abs_difference").GetDouble().ShouldBeInRange(0, 1e-5);
        root.GetProperty("agreement").GetDouble().ShouldBe(1);
        root.GetProperty("split").GetString().ShouldBe("test");
        foreach (var name in new[] { "samples", "accuracy", "standard_error" })
            root.GetProperty(name).GetDouble().ShouldBe(eval.RootElement.GetProperty(name).GetDouble());
        root.GetProperty("original_accuracy").GetDouble().ShouldBe(root.GetProperty("accuracy").GetDouble());
    }

    [Fact]
    public void Half_precision_and_the_networks_own_input_are_files_of_other_names()
    {
        using var json = JsonDocument.Parse(CommandLine.Run("export", "--checkpoint", run.Root, "--onnx", "--fp16", "--no-preprocess", "--samples", "3", "--json").Output);
        json.RootElement.GetProperty("file").GetString().ShouldBe(Path.Combine(run.Root, "export", "mini_xception_fp16_no_preprocess.onnx"));
        json.RootElement.GetProperty("bytes").GetInt64().ShouldBeLessThan(json.RootElement.GetProperty("float32_bytes").GetInt64() * 6 / 10);
        json.RootElement.GetProperty("samples").GetInt32().ShouldBe(3);
    }

    [Fact]
    public void An_exported_network_scores_as_its_checkpoint_from_either_input()
    {
        CommandLine.Run("export", "--checkpoint", run.Root, "--onnx", _folder["pixels.onnx"]).Exit.ShouldBe(0);
        CommandLine.Run("export", "--checkpoint", run.Root, "--onnx", _folder["input.onnx"], "--no-preprocess").Exit.ShouldBe(0);
        foreach (var tta in new[] { "none", "ten_crop" })
        {
            var expected = Probabilities(run.Best, tta);
            Probabilities(_folder["pixels.onnx"], tta).ShouldBe(expected, tta == "none" ? 1e-5 : 2e-2); // crops of bytes are rounded
            Probabilities(_folder["input.onnx"], tta).ShouldBe(expected, 1e-5);
        }
    }

    [Fact]
    public void The_file_says_what_it_is()
    {
        var export = CommandLine.Run("export", "--checkpoint", run.Root, "--onnx", _folder["a.onnx"], "--samples", "1");
        export.Exit.ShouldBe(0, export.Error);
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["a.onnx"]));
        var metadata = model.MetadataProps.ToDictionary(entry => entry.Key, entry => entry.Value);
        var checkpoint = Checkpoint.Read(run.Best);

        (model.IrVersion, model.OpsetImport.Single().Version, model.ProducerName).ShouldBe((8, 17, "FerTrain"));
        model.ProducerVersion.ShouldBe(metadata["fertrain_version"]);
        model.DocString.ShouldBe("mini_xception (arXiv:1710.07557): faces to angry, disgust, fear, happy, sad, surprise, neutral.");
        metadata["model"].ShouldBe("mini_xception");
        JsonSerializer.Deserialize<string[]>(metadata["class_names"])!.ShouldBe(ClassNames.Fer2013);
        var spec = JsonSerializer.Deserialize<Preprocessing>(metadata["preprocessing"], JsonFile.Options)!;
        (spec with { ClassNames = [], Scaling = PixelScaling.Unit }).ShouldBe(checkpoint.Preprocessing with { ClassNames = [], Scaling = PixelScaling.Unit });
        spec.Scaling.Offset.ShouldBe(checkpoint.Preprocessing.Scaling.Offset);
        spec.Scaling.Range.ShouldBe(checkpoint.Preprocessing.Scaling.Range);
        metadata["config"].ShouldBe(File.ReadAllText(Path.Combine(run.Root, "config.yaml")));
        JsonSerializer.Deserialize<SplitScore>(metadata["score"], JsonFile.Options).ShouldBe(JsonFile.Read<RunSummary>(Path.Combine(run.Root, "summary.json")).Test);
    }

    [Fact]
    public void Another_checkpoint_than_the_scored_one_is_in_the_name()
    {
        var export = CommandLine.Run("export", "--checkpoint", run.Last, "--onnx", "--samples", "1", "--json");
        using var json = JsonDocument.Parse(export.Output);
        json.RootElement.GetProperty("file").GetString().ShouldBe(Path.Combine(run.Root, "export", "mini_xception_last.onnx"));
    }

    [Fact]
    public void The_score_of_the_best_checkpoint_is_not_that_of_another()
    {
        CommandLine.Run("export", "--checkpoint", run.Last, "--onnx", _folder["a.onnx"], "--samples", "1").Exit.ShouldBe(0);
        ModelProto.Parser.ParseFrom(File.ReadAllBytes(_folder["a.onnx"])).MetadataProps.Select(entry => entry.Key).ShouldNotContain("score");
    }

    [Fact]
    public void Without_its_data_a_checkpoint_is_compared_on_synthetic_faces_and_not_scored()
    {
        File.Copy(run.Best, _folder["model.pt"]);
        Forged.Change(_folder["model.pt"], values => values["config"] =
            ((string)values["config"]!).Replace("source: synthetic", "source: csv").Replace("path: data/fer2013.csv", "path: nowhere.csv"));

        var export = CommandLine.Run("export", "--checkpoint", _folder["model.pt"], "--onnx");

        (export.Exit, export.Error).ShouldBe((0, "Warning: nowhere.csv does not exist, so the file is compared on synthetic faces, without a score. --data names another file.\n"));
        Masked.Numbers(export.Output, _folder.Root).ShouldBe(
            "RUN/export/mini_xception.onnx: N KB\nprobabilities differ by at most N; same class for N % of N faces\ndescribed in RUN/export/mini_xception.onnx.json\n");
    }

    [Fact]
    public void A_cancelled_export_leaves_no_file()
    {
        CommandLine.RunCancelled("export", "--checkpoint", run.Root, "--onnx", _folder["a.onnx"]).ShouldBe(new(130, "", ""));
        Directory.GetFiles(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_is_no_file()
    {
        var folder = Directory.CreateDirectory(_folder["a.onnx"]).FullName;
        var export = CommandLine.Run("export", "--checkpoint", run.Root, "--onnx", folder, "--samples", "1");
        (export.Exit, export.Output).ShouldBe((2, ""));
        export.Error.ShouldStartWith($"fertrain: {folder}: cannot be written: ");
    }

    private double[] Probabilities(string checkpoint, string tta)
    {
        CommandLine.Run("eval", "--checkpoint", checkpoint, "--tta", tta, "--out", _folder["eval"]).Exit.ShouldBe(0);
        return [.. File.ReadAllLines(_folder["eval/predictions.csv"]).Skip(1).SelectMany(line => line.Split(',').Skip(4)).Select(cell => double.Parse(cell, System.Globalization.CultureInfo.InvariantCulture))];
    }
}

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
        read.Metadata.Keys.ShouldBe(["format", "format_version", "fertrain_version", "model", "class_names", "preprocessing", "config", "data_fingerprint", "trained_on", "score"]);
        (read.Metadata["format"], read.Metadata["model"]).ShouldBe(("pt", "mini_xception"));
        read.Metadata["class_names"].ShouldStartWith("[\"angry\"");
        using var score = JsonDocument.Parse(read.Metadata["score"]);
        score.RootElement.GetProperty("split").GetString().ShouldBe("test");
        score.RootElement.GetProperty("samples").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void With_fp16_kernels_take_half_the_space_and_faces_get_nearly_the_same_probabilities()
    {
        var (whole, half) = (_run.File("whole.safetensors"), _run.File("half.safetensors"));
        CommandLine.Run("export", "--checkpoint", _run.Best, "--safetensors", whole).Exit.ShouldBe(0);
        CommandLine.Run("export", "--checkpoint", _run.Best, "--safetensors", half, "--fp16").Exit.ShouldBe(0);

        foreach (var (name, tensor) in WeightsFile.Read(half).Tensors)
            tensor.Type.ShouldBe(name.EndsWith(".num_batches_tracked", StringComparison.Ordinal) ? ElementType.Int64 : tensor.Shape.Length > 1 ? ElementType.Float16 : ElementType.Float32, name);
        ExportDescription.Read(half).Precision.ShouldBe("float16");
        var face = SyntheticFaces.Generate(7, seed: 3).Face(4).ToArray();
        Answers(half).ShouldBeNear(Answers(whole), 1e-2f);

        float[] Answers(string file)
        {
            using var model = ModelFile.Read(file).Load(CPU);
            return model.Probabilities(face, 48, 48);
        }
    }

    [FactWithPyTorch]
    public void Another_reader_finds_the_same_tensors_and_a_run_starts_from_them()
    {
        var file = _run.File("weights.safetensors");
        var export = CommandLine.Run("export", "--checkpoint", _run.Best, "--safetensors", file);
        export.Exit.ShouldBe(0, export.Error);
        export.Output.ShouldMatch(@"weights\.safetensors: \d+ KB, 94 tensors, read back bit for bit\n$");
        Python.Run("tests/FerTrain.Tests/Archive/safetensors.py", "check", file).Split('\n').Length.ShouldBe(1 + 94 + 1);

        var train = CommandLine.Run(["train", "--runs", _run.File("started"), $"init.weights={file}", .. CommandLine.Quick]);
        train.Exit.ShouldBe(0, train.Error);
        train.Output.ShouldContain("initial weights: 80 of 80 of the model");
    }

    [Theory]
    [InlineData("--int8")]
    [InlineData("--onnx")]
    [InlineData("--samples=3")]
    public void Options_of_other_formats_are_refused(string option) =>
        CommandLine.Run("export", "--checkpoint", _run.Best, "--safetensors", _run.File("x.safetensors"), option).Error
            .ShouldBe($"fertrain: {option.Split('=')[0]} has no effect with --safetensors, which writes the weights alone. Expected: --safetensors without it.\n");
}
