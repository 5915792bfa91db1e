using System.Text;
using FerTrain.Core.Archive;
using FerTrain.Tests.Archive;
using FerTrain.Tests.Training;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class BadCheckpointTests : IClassFixture<TrainedRun>, IDisposable
{
    private readonly TrainedRun _run;
    private readonly TempFolder _folder = new();

    public BadCheckpointTests(TrainedRun run) => _run = run;

    private string Forgery => _folder["forged.pt"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_file() => ShouldRefuse([], "not a checkpoint FerTrain can read: it is empty");

    [Fact]
    public void A_truncated_file() => ShouldRefuse(File.ReadAllBytes(_run.Best)[..^1000], "not a checkpoint FerTrain can read: ");

    [Fact]
    public void A_zip_file_of_something_else() =>
        ShouldRefuse(Archives.Zip([("a/readme.txt", "hello"u8.ToArray())]), "not a checkpoint FerTrain can read: it is a zip file with 0 entries FOLDER/data.pkl");

    [Fact]
    public void Weights_that_another_program_saved() =>
        ShouldRefuse(Archives.Write(Archives.Sample()), "not a checkpoint FerTrain can read: program is missing");

    [Fact]
    public void A_pickle_that_would_run_a_command()
    {
        var victim = _folder["victim"];
        var pickle = Encoding.Latin1.GetBytes($"\u0080\u0002cos\nsystem\n(X{(char)(victim.Length + 6)}\0\0\0touch {victim}tR.");
        ShouldRefuse(Archives.Forge(pickle), "not a checkpoint FerTrain can read: refused: it would import 'os.system'");
        File.Exists(victim).ShouldBeFalse();
    }

    [Theory]
    [InlineData("program", "other", "not a checkpoint FerTrain can read: it was written by 'other'")]
    [InlineData("format_version", 1L, "a checkpoint of format 1, expected: 2")]
    [InlineData("model", "vgg", "not a checkpoint FerTrain can read: model is 'vgg', expected: a model of models list")]
    [InlineData("model_state", "none", "not a checkpoint FerTrain can read: model_state is a String, expected: a value of type OrderedDictionary")]
    [InlineData("training", null, "not a checkpoint FerTrain can read: training is missing, expected: a value of type OrderedDictionary")]
    public void A_value_that_does_not_belong_there(string key, object? value, string message) => ShouldRefuse(values => values[key] = value, message);

    [Fact]
    public void A_config_with_a_key_that_there_is_not() =>
        ShouldRefuse(values => values["config"] = "model: {name: 3, x: 1}", "config:1 model.x: got an unknown key, expected one of name, l2", separator: ":");

    [Fact]
    public void Weights_of_another_shape() => ShouldRefuse(
        values => values.Map("model_state")["head.conv.bias"] = Archives.Tensor([2], 1, 2),
        "model_state.head.conv.bias is Float32 [2], the model needs Float32 [7]");

    [Fact]
    public void Weights_of_another_model() => ShouldRefuse(
        values => values.Map("model_state")["fc.bias"] = Archives.Tensor([2], 1, 2),
        "its weights are not those of mini_xception: 1 name differs, the first is 'fc.bias'");

    [Fact]
    public void A_name_that_is_a_number() => ShouldRefuse(
        values => values.Map("model_state")[3L] = Archives.Tensor([2], 1, 2),
        "its weights are not those of mini_xception: 1 name differs, the first is '3'");

    [Fact]
    public void Weights_whose_answers_are_no_numbers() => ShouldRefuse(
        values =>
        {
            var weights = (StoredTensor)values.Map("model_state")["head.conv.weight"]!;
            values.Map("model_state")["head.conv.weight"] = Archives.Tensor([.. weights.Shape], [.. Enumerable.Range(0, weights.Bytes.Length / sizeof(float)).Select(i => i % 2 == 0 ? 3e38f : -3e38f)]);
        },
        "the model's output is NaN, expected: probabilities.");

    [Fact]
    public void No_classes() => ShouldRefuse(values => values.Map("preprocessing")["class_names"] = Array.Empty<object?>(), "its preprocessing has an odd class_names. Expected: names, at most 255.");

    [Fact]
    public void Sizes_beyond_any_image() => ShouldRefuse(values => values.Map("preprocessing")["size"] = 1L << 40, "not a checkpoint FerTrain can read: preprocessing.size is 1099511627776, expected: a 32-bit whole number");

    [Fact]
    public void Data_with_other_classes() => ShouldRefuse(
        values => values["config"] = ((string)values["config"]!).Replace("merge: {}", "merge: {disgust: angry}", StringComparison.Ordinal),
        "predicts angry, disgust, fear, happy, sad, surprise, neutral; the data has angry, fear, happy, sad, surprise, neutral.",
        separator: " ");

    /// <summary>Each part that only resuming reads, replaced by something else in turn.</summary>
    [Theory]
    [InlineData("history")]
    [InlineData("data_fingerprint")]
    [InlineData("optimizer")]
    [InlineData("scheduler")]
    [InlineData("early_stopping")]
    [InlineData("best")]
    [InlineData("sampler")]
    [InlineData("rng")]
    public void A_run_whose_state_is_not_what_it_should_be_does_not_go_on_and_stays_as_it_is(string part)
    {
        var run = Copied();
        foreach (var file in (string[])["last.pt", "best.pt"]) // a run goes on from either
            Forged.Change(Path.Combine(run, "checkpoints", file), values => values.Map("training")[part] = Archives.Tensor([1], 1));
        var before = Contents(run);
        var resumed = CommandLine.Run("train", "--resume", run, "train.epochs=2");
        resumed.Exit.ShouldBe(2, resumed.Error);
        resumed.Error.Count(c => c == '\n').ShouldBe(1);
        resumed.Error.ShouldContain($"not a checkpoint FerTrain can read: training.{part}");
        Contents(run).ShouldBe(before);
    }

    /// <summary>libtorch would end the process over it.</summary>
    [Fact]
    public void A_random_state_that_is_none_is_refused_in_one_line()
    {
        var run = Copied();
        var last = Path.Combine(run, "checkpoints", "last.pt");
        Forged.Change(last, values =>
        {
            var states = values.Map("training").Map("rng");
            var state = (StoredTensor)states["cpu"]!;
            states["cpu"] = new StoredTensor(state.Type, state.Shape, new byte[state.Bytes.Length]);
        });
        var resumed = CommandLine.Run("train", "--resume", run, "train.epochs=2");
        (resumed.Exit, resumed.Error).ShouldBe((2, $"fertrain: {last}: not a checkpoint FerTrain can read: rng.cpu is no state of a random generator.\n"));
    }

    [Fact]
    public void Weights_to_restore_that_do_not_fit_are_refused_before_the_first_step()
    {
        var run = Copied();
        var last = Path.Combine(run, "checkpoints", "last.pt");
        Forged.Change(last, values => values.Map("training").Map("early_stopping")["model_state"] = new OrderedDictionary<object, object?> { ["a"] = 1L });
        CommandLine.Run("train", "--resume", run, "train.epochs=2").Error.ShouldStartWith($"fertrain: {last}: its weights are not those of mini_xception: 95 names differ, ");
    }

    [Fact]
    public void Blanks_around_the_equals_sign_change_nothing() =>
        CommandLine.Run("train", "--resume", _run.Root, "train.epochs = 0").Error.ShouldStartWith("fertrain: train.epochs = 0: got 0, expected a whole number of at least 1");

    [Theory]
    [InlineData("optimizer.lr=1", "'optimizer.lr=1' cannot change in a run that resumes. Expected: train.epochs, data.path, data.ferplus, data.drop_rows, eval.split, eval.splits, eval.tta, report.faces, report.formats, report.published.")]
    [InlineData("train.epochs=0", "train.epochs=0: got 0, expected a whole number of at least 1")]
    [InlineData("--config=mini_xception.yaml", "--resume takes the run's own config and name: leave --config and --name out.")]
    [InlineData("--name=other", "--resume takes the run's own config and name: leave --config and --name out.")]
    public void A_run_goes_on_as_it_was(string change, string message)
    {
        var resumed = CommandLine.Run("train", "--resume", _run.Root, change);
        (resumed.Exit, resumed.Output).ShouldBe((2, ""));
        resumed.Error.ShouldStartWith($"fertrain: {message}");
    }

    [Fact]
    public void A_run_does_not_go_on_from_its_best_checkpoint()
    {
        var best = Path.Combine(_run.Root, "checkpoints", "best.pt");
        CommandLine.Run("train", "--resume", best).Error.ShouldBe($"fertrain: {best}: a run resumes from {Path.Combine(_run.Root, "checkpoints", "last.pt")}.\n");
    }

    [Fact]
    public void A_folder_that_is_no_run_is_named()
    {
        var resumed = CommandLine.Run("train", "--resume", _folder.Root);
        (resumed.Exit, resumed.Error).ShouldBe((2, $"fertrain: '{_folder.Root}' is no run directory and lies in none: there is no folder 'checkpoints'.\n"));
    }

    [Fact]
    public void Other_data_is_refused_and_the_record_of_the_run_stays_as_it_is()
    {
        var run = Copied();
        Forged.Change(Path.Combine(run, "checkpoints", "last.pt"), values =>
            values["config"] = ((string)values["config"]!).Replace("synthetic_count: 70\n", "synthetic_count: 77\n", StringComparison.Ordinal));
        var before = Contents(run);
        var resumed = CommandLine.Run("train", "--resume", run);
        resumed.Exit.ShouldBe(2);
        resumed.Error.ShouldContain("the data or their split are not those that this run was trained on");
        Contents(run).ShouldBe(before);
    }

    [Fact]
    public void A_folder_that_evaluation_cannot_make_is_named()
    {
        File.Copy(_run.Best, Forgery);
        File.WriteAllText(_folder["eval"], "a file");
        var eval = CommandLine.Run("eval", "--checkpoint", Forgery);
        eval.Exit.ShouldBe(2);
        eval.Error.ShouldStartWith($"fertrain: {Path.Combine(_folder["eval"], $"test_{Path.GetFileName(Forgery)}")}: cannot be created: ");
    }

    [Fact]
    public void An_unknown_split_is_named() => CommandLine.Run("eval", "--checkpoint", _run.Root, "--split", "tset").ShouldBe(
        new(2, "", "fertrain: Unknown split 'tset'. Did you mean 'test'? Expected: train, val, test.\n"));

    private void ShouldRefuse(Action<OrderedDictionary<object, object?>> change, string message, string separator = ": ")
    {
        File.Copy(_run.Best, Forgery);
        Forged.Change(Forgery, change);
        ShouldRefuse(File.ReadAllBytes(Forgery), message, separator);
    }

    private void ShouldRefuse(byte[] file, string message, string separator = ": ")
    {
        File.WriteAllBytes(Forgery, file);
        var eval = CommandLine.Run("eval", "--checkpoint", Forgery);
        (eval.Exit, eval.Output).ShouldBe((2, ""), eval.Error);
        eval.Error.ShouldStartWith($"fertrain: {Forgery}{separator}{message}");
        Directory.Exists(_folder["eval"]).ShouldBeFalse();
    }

    private string Copied() => TempFolder.Copy(_run.Root, _folder["run"]);

    private static string[] Contents(string folder) =>
        [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => $"{file} {Convert.ToBase64String(File.ReadAllBytes(file))}")];
}
