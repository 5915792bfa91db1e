using System.Text.Json;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Tests.Cli;
using FerTrain.Tests.Training;
using FerTrain.Training;
using Google.Protobuf;
using TorchSharp;

namespace FerTrain.Tests.Export;

[Collection(TestCollections.Alone)]
public sealed class OnnxFileTests : IClassFixture<ExportedRun>
{
    private readonly ExportedRun _run;

    public OnnxFileTests(ExportedRun run) => _run = run;

    [Theory]
    [InlineData(TestTimeAugmentation.None)]
    [InlineData(TestTimeAugmentation.Flip)]
    [InlineData(TestTimeAugmentation.TenCrop)]
    public void Its_probabilities_are_those_of_the_checkpoint(TestTimeAugmentation tta) =>
        _run.Probabilities(OnnxFile.Read(_run.Onnx), tta).ShouldBe(_run.Probabilities(_run.Checkpoint, tta), 1e-5f);

    [Fact]
    public void Its_preprocessing_and_config_are_those_of_the_checkpoint()
    {
        var file = OnnxFile.Read(_run.Onnx);
        var (actual, expected) = (file.Preprocessing, _run.Checkpoint.Preprocessing);

        (actual.Size, actual.Crop, actual.Channels, actual.Scaling.Name).ShouldBe((expected.Size, expected.Crop, expected.Channels, expected.Scaling.Name));
        actual.Scaling.Offset.ShouldBe(expected.Scaling.Offset);
        actual.Scaling.Range.ShouldBe(expected.Scaling.Range);
        actual.ClassNames.ShouldBe(expected.ClassNames);
        ConfigFile.ToYaml(file.Config).ShouldBe(ConfigFile.ToYaml(_run.Checkpoint.Config));
        (file.Path, OnnxFile.IsOnnx(file.Path), OnnxFile.IsOnnx(_run.Checkpoint.Path)).ShouldBe((_run.Onnx, true, false));
    }

    [Fact]
    public void It_and_a_checkpoint_can_be_an_ensemble()
    {
        var evaluator = new Evaluator(EvaluationData.Of(_run.Data), new EvalConfig { Split = SplitName.Test, BootstrapSamples = 100 }, torch.CPU);
        var alone = evaluator.Evaluate([_run.Checkpoint], CancellationToken.None);

        var together = evaluator.Evaluate([OnnxFile.Read(_run.Onnx), _run.Checkpoint], CancellationToken.None);

        together.Result.Members.Select(member => member.Accuracy).ShouldBe([alone.Result.Accuracy, alone.Result.Accuracy]);
        together.Result.Accuracy.ShouldBe(alone.Result.Accuracy);
    }

    [Fact]
    public void In_int8_it_is_smaller_and_scores_within_a_few_faces()
    {
        var export = CommandLine.Run("export", "--checkpoint", _run.Checkpoint.Path, "--onnx", "--int8", "--json");

        export.Exit.ShouldBe(0, export.Error);
        using var json = JsonDocument.Parse(export.Output);
        json.RootElement.GetProperty("file").GetString()!.ShouldEndWith("/export/mini_xception_int8.onnx");
        json.RootElement.GetProperty("bytes").GetInt64().ShouldBeLessThan(json.RootElement.GetProperty("float32_bytes").GetInt64() / 2);
        json.RootElement.GetProperty("accuracy").GetDouble().ShouldBe(json.RootElement.GetProperty("original_accuracy").GetDouble(), 0.04);
    }

    [Fact]
    public void Opening_and_running_it_again_and_again_takes_no_memory()
    {
        Use(20); // what grows once
        var before = NativeHeap.BytesInUse;
        Use(200);
        (NativeHeap.BytesInUse - before).ShouldBeLessThan(40 << 20);

        void Use(int times)
        {
            for (var i = 0; i < times; i++)
            {
                using var model = OnnxSession.Open(_run.Onnx);
                _ = model.Probabilities(new byte[48 * 48], 48, 48);
            }
        }
    }

    [Fact]
    public void A_cancelled_evaluation_stops()
    {
        using var faces = new FaceTensors(_run.Data.Faces, torch.CPU);
        Should.Throw<OperationCanceledException>(() => OnnxFile.Read(_run.Onnx).Probabilities(
            faces, _run.Data.Split.Test, TestTimeAugmentation.None, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Ten_crops_of_faces_that_the_graph_resizes_are_a_user_error()
    {
        var model = OnnxExport.Model(_run.Checkpoint, new OnnxOptions());
        var spec = _run.Checkpoint.Preprocessing with { Size = 64 };
        var config = _run.Checkpoint.Config with { Preprocess = _run.Checkpoint.Config.Preprocess with { Size = 64 } };
        model.MetadataProps.Single(entry => entry.Key == ExportMetadata.Config).Value = ConfigFile.ToYaml(config);
        var file = Write("resized.onnx", model, ExportMetadata.Preprocessing, JsonFile.Line(spec));

        Should.Throw<UserError>(() => _run.Probabilities(file, TestTimeAugmentation.TenCrop)).Message
            .ShouldContain("resizes or crops faces of 48×48 pixels itself, so ten_crop does not work. Expected: --tta none, --tta flip");
    }

    [Theory]
    [InlineData(ExportMetadata.FormatVersion, null, "lacks the metadata 'format_version'. Expected: a file that fertrain export writes.")]
    [InlineData(ExportMetadata.FormatVersion, "2", "is an export of format 2. Expected: 1.")]
    [InlineData(ExportMetadata.Preprocessing, "{\"size\": ", "has the metadata 'preprocessing', which cannot be read")]
    [InlineData(ExportMetadata.Preprocessing, "null", "has the metadata 'preprocessing', which cannot be read: it holds null")]
    [InlineData(ExportMetadata.Preprocessing, "{\"class_names\": [\"happy\"]}", "has the metadata 'preprocessing', which cannot be read")]
    [InlineData(ExportMetadata.Config, "trian: 1", "trian: got an unknown block")]
    public void Metadata_that_is_not_FerTrains_is_named(string key, string? value, string message)
    {
        var model = OnnxExport.Model(_run.Checkpoint, new OnnxOptions());
        var error = Should.Throw<UserError>(() => Write("other.onnx", model, key, value)).Message;
        error.ShouldContain(message);
        error.ShouldContain("other.onnx");
    }

    [Fact]
    public void Class_names_are_as_many_as_the_graph_gives_probabilities()
    {
        var model = OnnxExport.Model(_run.Checkpoint, new OnnxOptions());
        var spec = _run.Checkpoint.Preprocessing with { ClassNames = ["happy", "sad"] };
        Should.Throw<UserError>(() => Write("two.onnx", model, ExportMetadata.Preprocessing, JsonFile.Line(spec))).Message
            .ShouldEndWith("has 2 classes in its metadata, but 7 in its graph.");
    }

    [Fact]
    public void A_model_with_other_inputs_is_refused()
    {
        var model = OnnxExport.Model(_run.Checkpoint, new OnnxOptions());
        model.Graph.Input.Add(GraphBuilder.Value("factor", 1));
        var file = _run.File("factor.onnx");
        File.WriteAllBytes(file, model.ToByteArray());

        Should.Throw<UserError>(() => OnnxFile.Read(file)).Message
            .ShouldBe($"{file}: its input is image, factor. Expected: a file that fertrain export --onnx writes, with the input image (raw grey pixels), rgb (raw colour pixels) or input.");
    }

    [Theory]
    [InlineData(TestTimeAugmentation.Flip)]
    [InlineData(TestTimeAugmentation.TenCrop)]
    public void Faces_are_prepared_for_a_graph_that_does_not_do_it(TestTimeAugmentation tta)
    {
        var floats = _run.File("floats.onnx");
        OnnxExport.Write(floats, _run.Checkpoint, new OnnxOptions { Preprocess = false });
        _run.Probabilities(OnnxFile.Read(floats), tta).ShouldBe(_run.Probabilities(_run.Checkpoint, tta), 1e-5f);
    }

    [Fact]
    public void A_missing_or_damaged_file_is_named()
    {
        var gone = _run.File("gone.onnx");
        Should.Throw<UserError>(() => OnnxFile.Read(gone)).Message.ShouldBe($"{gone} does not exist.");

        var whole = File.ReadAllBytes(_run.Onnx);
        var damaged = _run.File("damaged.onnx");
        for (var percent = 0; percent < 100; percent += 7)
        {
            File.WriteAllBytes(damaged, whole[..(whole.Length * percent / 100)]);
            var error = Should.Throw<UserError>(() => OnnxFile.Read(damaged)).Message;
            error.ShouldStartWith($"{damaged} cannot be run by ONNX Runtime: ");
            error.ShouldNotContain('\n');
        }
    }

    private OnnxFile Write(string name, ModelProto model, string key, string? value)
    {
        var entry = model.MetadataProps.Single(entry => entry.Key == key);
        if (value is null)
            model.MetadataProps.Remove(entry);
        else
            entry.Value = value;
        File.WriteAllBytes(_run.File(name), model.ToByteArray());
        return OnnxFile.Read(_run.File(name));
    }
}

/// <summary>Trains a run of seconds and exports its checkpoint.</summary>
public sealed class ExportedRun : IDisposable
{
    private readonly TempFolder _folder = new();

    public ExportedRun()
    {
        var config = SmallRun.Config("data.synthetic_count=700", "train.epochs=4", "preprocess.scale=standardize");
        Data = DataPreparation.Prepare(config.Data);
        var run = SmallRun.Directory(_folder, "run");
        _ = SmallRun.Train(config, run);
        Checkpoint = Checkpoint.Read(run.BestCheckpoint);
        OnnxExport.Write(File("model.onnx"), Checkpoint, new OnnxOptions());
    }

    public PreparedData Data { get; }

    internal Checkpoint Checkpoint { get; }

    public string Onnx => File("model.onnx");

    public string File(string name) => _folder[name];

    internal float[] Probabilities(ITrainedModel model, TestTimeAugmentation tta = TestTimeAugmentation.None)
    {
        using var faces = new FaceTensors(Data.Faces, TorchSharp.torch.CPU);
        return model.Probabilities(faces, Data.Split.Test, tta, CancellationToken.None);
    }

    public void Dispose() => _folder.Dispose();
}
