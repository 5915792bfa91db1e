using System.Text.Json;
using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Cli;

/// <summary>Trains on other classes than FER2013's seven, and gives the runs to every verb.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class OwnClassesTests : IDisposable
{
    private static readonly string[] Own = ["angry", "fear", "happy", "sad", "surprise", "contempt", "bored"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithCascade]
    public void A_folder_of_own_classes_goes_through_every_verb()
    {
        var faces = SyntheticFaces.Generate(140, 1);
        string[] names = ["angry", "contempt", "fear", "happy", "sad", "surprise", "bored"];
        FaceFolderWriter.Write(_folder["faces"], new FaceSet(faces.Pixels, faces.Labels, faces.Usages, names), Enumerable.Range(0, 140).ToArray(), FaceOrigins.Of("synthetic", 140, []), CancellationToken.None);
        Run("data", "check", _folder["faces"]).Output.ShouldMatch(@"\n  6 bored +20\n");
        Run("data", "inspect", _folder["faces"], "--out", _folder["plots"]).Output.ShouldMatch(@"\ncontempt +16 +2 +2 +20\n");

        var train = Run("train", "--runs", _folder["runs"], "--name", "own", "data.source=folder", $"data.path={_folder["faces"]}", "train.epochs=1");
        train.Output.ShouldContain("faces: 112 train, 14 val, 14 test; 7 classes\nclasses: angry, fear, happy, sad, surprise, contempt, bored\n");
        var run = Directory.GetDirectories(_folder["runs"]).ShouldHaveSingleItem();
        File.ReadAllText(Path.Combine(run, "report.html")).ShouldContain("contempt");

        Classes(Json("eval", "--checkpoint", run, "--json")).ShouldBe(Own);
        Run("train", "--resume", run, "train.epochs=2").Output.ShouldContain(" 2/2 ");
        Run("export", "--checkpoint", run, "--onnx", _folder["own.onnx"]);
        CommandLine.Run("eval", "--checkpoint", _folder["own.onnx"]).Error.ShouldEndWith(
            "own.onnx was trained on faces, and an exported file does not say where that lies. Expected: --data FILE.\n");
        Classes(Json("eval", "--checkpoint", _folder["own.onnx"], "--data", _folder["faces"], "--json")).ShouldBe(Own);
        Run("explain", "--checkpoint", run, "--row", "3", "--class", "contempt", "--out", _folder["why"]);
        Run("compare", run, "--out", _folder["compared"]);

        var scene = Scene.WithFaces(_folder, "two.png", columns: 2);
        var predict = Run("predict", scene, "--checkpoint", _folder["own.onnx"], "--group", "--out", _folder["out"]);
        predict.Error.ShouldContain("--group leaves out bored: neither positive, neutral nor negative.\n");
        File.ReadLines(_folder["out/predictions.csv"]).First().ShouldEndWith($",label,{string.Join(',', Own)}");
        Mistake("data", "export", _folder["faces"], _folder["own.csv"]).ShouldStartWith("fertrain: FER2013's CSV has no number for 'contempt'. Expected: --folder");
    }

    [Fact]
    public void Five_classes_are_the_same_data_drawn_from_a_file_and_from_a_folder_and_train()
    {
        string[] classes = ["angry", "happy", "sad", "surprise", "neutral"];
        Run("data", "synth", _folder["a.csv"], "--count", "70");
        Run("data", "export", _folder["a.csv"], "--folder", _folder["faces"]);
        var drawn = DataPreparation.Prepare(new DataConfig { Source = DataSource.Synthetic, SyntheticCount = 70, Classes = classes }).Fingerprint();
        DataPreparation.Prepare(new DataConfig { Path = _folder["a.csv"], Classes = classes }).Fingerprint().ShouldBe(drawn);
        DataPreparation.Prepare(new DataConfig { Source = DataSource.Folder, Path = _folder["faces"], Classes = classes }).Fingerprint().ShouldBe(drawn);

        Run(["train", "--runs", _folder["runs"], .. CommandLine.Quick, "data.source=csv", $"data.path={_folder["a.csv"]}", "data.classes=[angry, happy, sad, surprise, neutral]"])
            .Output.ShouldContain("faces: 40 train, 5 val, 5 test; 5 classes\nclasses: angry, happy, sad, surprise, neutral\n");
        Run("data", "synth", _folder["b.csv"], "--count", "140", "--seed", "9");
        var other = Run("eval", "--runs", _folder["runs"], "--data", _folder["b.csv"]);

        other.Error.ShouldContain($"{_folder["b.csv"]}: 40 faces of disgust, fear are left out, which the model does not predict.\n");
        other.Output.ShouldContain("on 10 samples");
    }

    [Fact]
    public void A_run_that_validates_on_its_training_faces_says_so_at_the_start_in_the_summary_and_in_the_report()
    {
        var train = Run(["train", "--runs", _folder["runs"], .. CommandLine.Quick, "data.validate_on=train"]);
        var run = Directory.GetDirectories(_folder["runs"]).ShouldHaveSingleItem();

        train.Error.ShouldContain("data.validate_on=train: the validation faces are the training faces, so val_loss, val_accuracy and the choice of the epoch say nothing about new faces.\n");
        train.Output.ShouldContain("faces: 56 train, 56 val, 7 test; 7 classes\n");
        train.Output.ShouldContain(" %, on the training faces\n");
        JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "summary.json"))).RootElement.GetProperty("validated_on").GetString().ShouldBe("train");
        File.ReadAllText(Path.Combine(run, "report.html")).ShouldContain("The training faces were the validation faces too");
        Json("eval", "--checkpoint", run, "--split", "val", "--json").GetProperty("leak_free").GetProperty("samples").GetInt32().ShouldBe(0);
    }

    [Fact]
    public void A_named_class_without_training_faces_is_an_error()
    {
        Run("data", "synth", _folder["a.csv"], "--count", "70");
        Run("data", "export", _folder["a.csv"], "--folder", _folder["faces"], "--classes", "happy,sad");

        Mistake("train", "--runs", _folder["runs"], "data.source=folder", $"data.path={_folder["faces"]}", "data.classes=[happy, sad, contempt]")
            .ShouldBe("fertrain: data.classes names 'contempt', but no training row is 'contempt'. Expected: data.classes without it, or faces of it.\n");
        Directory.Exists(_folder["runs"]).ShouldBeFalse();
    }

    private static CommandLine Run(params string[] arguments)
    {
        var result = CommandLine.Run(arguments);
        result.Exit.ShouldBe(0, result.Error);
        return result;
    }

    private static string Mistake(params string[] arguments)
    {
        var result = CommandLine.Run(arguments);
        result.Exit.ShouldBe(2, result.Output);
        return result.Error;
    }

    private static JsonElement Json(params string[] arguments) => JsonDocument.Parse(Run(arguments).Output).RootElement;

    private static IEnumerable<string> Classes(JsonElement evaluation) =>
        evaluation.GetProperty("classes").EnumerateArray().Select(entry => entry.GetProperty("name").GetString()!);
}
