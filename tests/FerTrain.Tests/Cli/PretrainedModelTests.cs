using System.Text.Json;
using System.Text.RegularExpressions;
using FerTrain.Tests.Vision;

namespace FerTrain.Tests.Cli;

/// <summary>What the verbs do with a folder of pretrained models: a better and a worse one, in a folder without runs.</summary>
[Collection(TestCollections.Alone)]
public sealed class PretrainedModelTests(PretrainedModelTests.Desk desk) : IClassFixture<PretrainedModelTests.Desk>
{
    [Fact]
    public void Where_there_is_no_run_the_most_accurate_one_labels_faces_and_is_named()
    {
        var predict = CommandLine.Run("predict", "face.png", "--faces", "whole", "--out", desk.New());
        predict.Exit.ShouldBe(0, predict.Error);
        predict.Error.ShouldMatch($@"^Pretrained model: {Path.Combine(desk.Models, "better.onnx")}, \d+\.\d\d ± \d+\.\d\d % on test\n$");
        predict.Output.ShouldStartWith("face.png: 1 face\n");
    }

    [Fact]
    public void What_learnt_from_synthetic_faces_leaves_photographs_to_it() =>
        CommandLine.Run(["train", "--runs", desk.New(), .. CommandLine.Quick]).Output
            .ShouldContain("\nnext:\n  fertrain predict PHOTO.jpg --checkpoint better\n  fertrain live --checkpoint better\n  fertrain train --data fer2013.csv\n");

    [Fact]
    public void So_it_does_in_a_video()
    {
        var live = CommandLine.Run("live", "--source", desk.Clip, "--no-window", "--frames", "1");
        live.Exit.ShouldBe(0, live.Error);
        live.Error.ShouldStartWith($"Pretrained model: {Path.Combine(desk.Models, "better.onnx")}");
    }

    [Fact]
    public void Its_weights_explain_a_face()
    {
        var explain = CommandLine.Run("explain", "face.png", "--faces", "whole", "--out", desk.New());
        explain.Exit.ShouldBe(0, explain.Error);
        explain.Error.ShouldStartWith($"Pretrained model: {Path.Combine(desk.Models, "better.safetensors")}");
        explain.Output.ShouldContain("_explanation.png\n");
    }

    [Fact]
    public void Eval_scores_it_on_a_file_and_writes_here_and_not_beside_it()
    {
        var eval = CommandLine.Run("eval", "--data", "private_faces.csv", "--json");
        eval.Exit.ShouldBe(0, eval.Error);
        JsonDocument.Parse(eval.Output).RootElement.GetProperty("accuracy").GetDouble().ShouldBe(desk.Accuracy("better"));
        File.Exists(Path.Combine("better", "eval", "test", "metrics.json")).ShouldBeTrue();
        Directory.GetDirectories(desk.Models).ShouldBeEmpty();
    }

    [Fact]
    public void Eval_takes_its_name_and_any_views_also_beside_the_folder_of_that_name_that_eval_wrote()
    {
        foreach (var _ in (int[])[1, 2])
        {
            var eval = CommandLine.Run("eval", "worse", "--data", "private_faces.csv", "--tta", "ten_crop");
            eval.Exit.ShouldBe(0, eval.Error);
            Directory.GetFiles("worse", "metrics.json", SearchOption.AllDirectories).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public void It_is_scored_and_teaches_a_run_on_its_data_wherever_they_lie_and_on_no_others()
    {
        File.Copy("private_faces.csv", desk["moved.csv"]);
        CommandLine.Run("data", "synth", desk["others.csv"], "--count", "70", "--seed", "5").Exit.ShouldBe(0);
        Environment.CurrentDirectory = Directory.CreateDirectory(desk.New()).FullName;
        try
        {
            var eval = CommandLine.Run("eval");
            (eval.Exit, eval.Output).ShouldBe((2, ""));
            eval.Error.ShouldEndWith(" does not say where that lies. Expected: --data FILE.\n");
            foreach (var (weight, place) in ((string, string)[])[("0.9", "beside"), ("1", "in place of")])
            {
                var runs = desk.New();
                var train = Train("moved.csv", runs, $"distill.weight={weight}");
                train.Exit.ShouldBe(0, train.Error);
                CommandLine.Run("card", Directory.GetDirectories(runs).ShouldHaveSingleItem(), "--out", desk[place]).Exit.ShouldBe(0);
                File.ReadAllText(desk[$"{place}.md"]).ShouldContain($"from random weights, with the answers of `better.safetensors` {place} the labels, for 1 epoch ");
            }

            Train("others.csv", desk.New()).Error.ShouldBe(
                $"fertrain: {Path.Combine(desk.Models, "better.safetensors")} is not trained on the faces, labels and split of {desk["others.csv"]}. Expected: the data that it was trained on.\n");
        }
        finally
        {
            Environment.CurrentDirectory = desk.Root;
        }

        CommandLine Train(string data, string runs, params string[] keys) =>
            CommandLine.Run(["train", "--data", desk[data], "train.epochs=1", "model.name=tiny_xception", "distill.teachers=[better]", "--runs", runs, .. keys]);
    }

    [Fact]
    public void Any_of_them_is_found_by_its_name()
    {
        var predict = CommandLine.Run("predict", "face.png", "--faces", "whole", "--checkpoint", "worse", "--out", desk.New());
        (predict.Exit, predict.Error.Split(',')[0]).ShouldBe((0, $"Pretrained model: {Path.Combine(desk.Models, "worse.onnx")}"));
        var export = CommandLine.Run("export", "worse", "--onnx", "--layout", "rgb", "--data", "private_faces.csv");
        export.Exit.ShouldBe(0, export.Error);
        File.Exists(Path.Combine("worse", "export", "tiny_xception_rgb.onnx")).ShouldBeTrue();
    }

    [Fact]
    public void A_run_of_the_same_name_goes_before_it()
    {
        var predict = CommandLine.Run("predict", "face.png", "--faces", "whole", "--checkpoint", "tiny_xception", "--runs", desk.Runs, "--out", desk.New());
        (predict.Exit, predict.Error).ShouldBe((0, ""));
    }

    [Fact]
    public void A_run_whose_name_only_contains_it_does_not()
    {
        var runs = desk.New();
        Directory.CreateDirectory(Path.Combine(runs, "20261120_181500_my_worse_old", "checkpoints"));
        var predict = CommandLine.Run("predict", "face.png", "--faces", "whole", "--checkpoint", "worse", "--runs", runs, "--out", desk.New());
        (predict.Exit, predict.Error.Split(',')[0]).ShouldBe((0, $"Pretrained model: {Path.Combine(desk.Models, "worse.onnx")}"));
        CommandLine.Run("eval", "worse", "--data", "private_faces.csv", "--runs", runs, "--out", desk.New()).Exit.ShouldBe(0);
    }

    [Fact]
    public void A_folder_in_runs_that_is_no_run_changes_nothing()
    {
        Directory.CreateDirectory("runs/20261120_181500_find_lr");
        try
        {
            CommandLine.Run("predict", "face.png", "--faces", "whole", "--out", desk.New()).Error.ShouldStartWith($"Pretrained model: {Path.Combine(desk.Models, "better.onnx")}");
        }
        finally
        {
            Directory.Delete("runs", recursive: true);
        }
    }

    [Fact]
    public void A_mistyped_name_is_completed_in_the_error() =>
        CommandLine.Run("predict", "face.png", "--checkpoint", "beter").Error.ShouldBe("fertrain: Run 'beter': no such file or folder, here or in 'runs'. Did you mean 'better'?\n");

    [Fact]
    public void A_runs_folder_that_is_named_is_where_the_run_is_looked_for()
    {
        CommandLine.Run("predict", "face.png", "--runs", "nowhere").Error.ShouldBe("fertrain: Runs folder 'nowhere': no such folder.\n");
        var predict = CommandLine.Run("predict", "face.png", "--faces", "whole", "--runs", desk.Runs, "--out", desk.New());
        predict.Error.ShouldStartWith($"Checkpoint: {desk.Runs}");
    }

    [Fact]
    public void With_an_empty_folder_there_must_be_a_run()
    {
        Environment.SetEnvironmentVariable("FERTRAIN_PRETRAINED", Directory.CreateDirectory(desk.New()).FullName);
        try
        {
            foreach (var verb in (string[])["predict face.png", "live --source clip.avi", "explain face.png", "eval"])
                CommandLine.Run(verb.Replace("clip.avi", desk.Clip, StringComparison.Ordinal).Split(' ')).ShouldBe(new CommandLine(2, "", "fertrain: Runs folder 'runs': no such folder.\n"));
            CommandLine.Run("models", "list").Output.ShouldNotContain("pretrained");
        }
        finally
        {
            Environment.SetEnvironmentVariable("FERTRAIN_PRETRAINED", desk.Models);
        }
    }

    [Fact]
    public void A_list_has_them_with_accuracy_size_and_speed()
    {
        var list = CommandLine.Run("models", "list").Output.Split('\n');
        list[^4].ShouldMatch("^pretrained  network +accuracy  split +size +a face$");
        list[^3].ShouldMatch(@"^better      tiny_xception  +\d+\.\d\d ± \d+\.\d\d %  test   \d+ KB  \d+\.\d\d ms$");
        list[^2].ShouldStartWith("worse ");
        list.ShouldAllBe(line => line.Length <= 80);

        using var json = JsonDocument.Parse(CommandLine.Run("models", "list", "--json").Output);
        var models = json.RootElement.EnumerateArray().Single(model => model.GetProperty("name").GetString() == "tiny_xception").GetProperty("pretrained").EnumerateArray().ToArray();
        models.Select(model => model.GetProperty("name").GetString()).ShouldBe(["better", "worse"]);
        models[0].GetProperty("score").GetProperty("accuracy").GetDouble().ShouldBe(desk.Accuracy("better"));
        models[0].GetProperty("bytes").GetInt64().ShouldBe(new FileInfo(Path.Combine(desk.Models, "better.onnx")).Length);
        models[0].GetProperty("speed").GetProperty("milliseconds").GetDouble().ShouldBePositive();
    }

    [Fact]
    public void Their_names_are_completed() => CommandLine.Run("[suggest:31]", "predict a.png --checkpoint bett").Output.ShouldBe("better\n");

    /// <summary>A folder to be in, with a face and without runs, and two pretrained models beside it.</summary>
    public sealed class Desk : IDisposable
    {
        private readonly ExportedFileTests.RunOnAFile _trained = new();
        private readonly TempFolder _folder = new();
        private readonly string _before = Environment.CurrentDirectory;
        private readonly string? _pretrained = Environment.GetEnvironmentVariable("FERTRAIN_PRETRAINED");
        private int _count;

        public Desk()
        {
            var run = Path.GetDirectoryName(Path.GetDirectoryName(_trained.Checkpoint))!;
            foreach (var name in (string[])["better", "worse"])
                CommandLine.Run("card", run, "--out", Path.Combine(Models, name)).Exit.ShouldBe(0);
            var description = Path.Combine(Models, "worse.onnx.json");
            File.WriteAllText(description, Regex.Replace(File.ReadAllText(description), "(?<=\"accuracy\": )[0-9.]+", "0.0001"));
            File.Copy(_trained["private_faces.csv"], _folder["private_faces.csv"]);
            Scene.WithFaces(_folder, "face.png");
            Clip = Scene.Video(_folder, "clip.avi", 2);
            Environment.CurrentDirectory = _folder.Root;
            Environment.SetEnvironmentVariable("FERTRAIN_PRETRAINED", Models);
        }

        public string Root => _folder.Root;

        public string this[string file] => _folder[file];

        public string Runs => _trained["runs"];

        public string Models => _trained["models"];

        public string Clip { get; }

        public string New() => _folder[$"new_{_count++}"];

        public double Accuracy(string model)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Models, $"{model}.onnx.json")));
            return json.RootElement.GetProperty("score").GetProperty("accuracy").GetDouble();
        }

        public void Dispose()
        {
            Environment.CurrentDirectory = _before;
            Environment.SetEnvironmentVariable("FERTRAIN_PRETRAINED", _pretrained);
            _folder.Dispose();
            _trained.Dispose();
        }
    }
}
