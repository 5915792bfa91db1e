using System.Text.Json;
using System.Text.RegularExpressions;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Tests.Training;
using FerTrain.Training;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class TrainVerbTests : IClassFixture<TrainedRun>
{
    private readonly TrainedRun _run;

    public TrainVerbTests(TrainedRun run) => _run = run;

    [Fact]
    public void A_run_leaves_exactly_the_documented_files() =>
        Directory.GetFiles(_run.Root, "*", SearchOption.AllDirectories)
            .Select(file => Regex.Replace(Path.GetRelativePath(_run.Root, file), @"(?<=tfevents\.)\d{10}\..+", "SECONDS.HOST")).Order(StringComparer.Ordinal).ShouldBe(
        [
            "checkpoints/best.pt", "checkpoints/last.pt", "config.yaml", "data.json", "environment.json",
            "eval/test/class_scores.png", "eval/test/classification_report.txt", "eval/test/confused_faces.png", "eval/test/confusion_matrix.csv", "eval/test/confusion_matrix.png",
            "eval/test/confusion_matrix_normalized.png", "eval/test/metrics.json", "eval/test/mistakes.png", "eval/test/predictions.csv",
            "eval/test/rank_of_truth.png", "eval/test/reliability.png", "layers.json", "metrics.csv",
            "plots/accuracy.png", "plots/architecture.svg", "plots/class_distribution.png", "plots/learning_rate.png", "plots/loss.png", "plots/samples.png", "plots/train_batch.png",
            "report.html", "summary.json", "tensorboard/events.out.tfevents.SECONDS.HOST",
        ]);

    [Fact]
    public void Its_name_is_its_start_and_what_it_was_called() => Path.GetFileName(_run.Root).ShouldMatch(@"^\d{8}_\d{6}_quick$");

    [Fact]
    public void The_config_file_reads_back_as_the_config_that_was_trained()
    {
        var file = ConfigFile.ToYaml(ConfigFile.Load(Path.Combine(_run.Root, "config.yaml"), []));
        file.ShouldBe(ConfigFile.ToYaml(ConfigFile.Load("quickstart.yaml", CommandLine.Quick)));
        file.ShouldBe(ConfigFile.ToYaml(Checkpoint.Read(_run.Best).Config));
    }

    [Fact]
    public void The_record_finds_its_data_from_any_folder()
    {
        using var folder = new TempFolder();
        CommandLine.Run("data", "synth", folder["faces.csv"], "--count", "70").Exit.ShouldBe(0);
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), folder["faces.csv"]);
        CommandLine.Run(["train", "--runs", folder.Root, "data.source=csv", $"data.path={relative}", .. CommandLine.Quick]).Exit.ShouldBe(0);
        var config = Directory.GetFiles(folder.Root, "config.yaml", SearchOption.AllDirectories).Single();
        ConfigFile.Load(config, []).Data.Path.ShouldBe(folder["faces.csv"]);

        File.Move(folder["faces.csv"], folder["moved.csv"]);
        var resume = CommandLine.Run("train", "--resume", Path.GetDirectoryName(config)!, "train.epochs=2", $"data.path={relative.Replace("faces.csv", "moved.csv", StringComparison.Ordinal)}");
        resume.Exit.ShouldBe(0, resume.Error);
        ConfigFile.Load(config, []).Data.Path.ShouldBe(folder["moved.csv"]);
    }

    [Fact]
    public void Labels_of_FER_plus_are_told_and_found_from_any_folder()
    {
        using var folder = new TempFolder();
        var votes = folder.Write("votes.csv", Data.Votes.For(FerTrain.Data.SyntheticFaces.Generate(70, seed: 0)));
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), votes);
        var train = CommandLine.Run(["train", "--runs", folder.Root, $"data.ferplus={relative}", "data.ferplus_labels=cross_entropy", .. CommandLine.Quick]);
        train.Exit.ShouldBe(0, train.Error);
        train.Output.ShouldContain("; 8 classes\n");
        train.Output.ShouldContain($"\nlabels: FER+ votes (cross_entropy) from {votes}\n");

        var run = Directory.GetDirectories(folder.Root).Single();
        ConfigFile.Load(Path.Combine(run, "config.yaml"), []).Data.Ferplus.ShouldBe(votes);
        CommandLine.Run("eval", "--checkpoint", run, "--split", "val").Exit.ShouldBe(0);
        File.Move(votes, folder["moved.csv"]);
        CommandLine.Run("train", "--resume", run, "train.epochs=2", $"data.ferplus={folder["moved.csv"]}").Exit.ShouldBe(0);
    }

    [Fact]
    public void Faces_of_one_class_train_nothing()
    {
        using var folder = new TempFolder();
        var pixels = string.Join(' ', Enumerable.Repeat("7", 48 * 48));
        var data = folder.Write("happy.csv", $"emotion,pixels,Usage\n3,{pixels},Training\n3,{pixels},Training\n0,{pixels},PublicTest\n");
        CommandLine.Run("train", "--config", "mini_xception", "--data", data, "--runs", folder["runs"])
            .ShouldBe(new(2, "", "fertrain: All training rows are 'happy'. Expected: faces of two classes or more.\n"));
        Directory.Exists(folder["runs"]).ShouldBeFalse();
    }

    [Fact]
    public void A_class_that_cannot_be_balanced_leaves_no_run_directory_behind()
    {
        using var folder = new TempFolder();
        var train = CommandLine.Run(["train", "--runs", folder.Root, "data.balance=sampler", "data.limit=3", .. CommandLine.Quick]);
        (train.Exit, train.Error).ShouldBe((2, "fertrain: data.balance is sampler, but no training row is 'happy'. Expected: data.balance=none, more rows, or data.merge for that class.\n"));
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("environment.json")]
    [InlineData("summary.json")]
    public void Keys_of_the_records_stay(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(_run.Root, file)));
        string.Concat(Keys("", document.RootElement).Select(key => key + "\n")).ShouldMatchGolden($"keys_of_{file}.txt");
    }

    [Fact]
    public void The_log_has_one_row_an_epoch_below_its_header()
    {
        var lines = File.ReadAllLines(Path.Combine(_run.Root, "metrics.csv"));
        lines[0].ShouldBe("epoch,learning_rate,train_loss,train_accuracy,val_loss,val_accuracy,seconds,images_per_second,step");
        lines[1].ShouldStartWith("1,0.001,");
        lines[1].ShouldEndWith(",2");
        lines.Length.ShouldBe(2);
    }

    [Fact]
    public void Other_splits_are_scored_and_shown_beside_the_one_that_counts()
    {
        using var folder = new TempFolder();
        var train = CommandLine.Run(["train", "--runs", folder.Root, .. CommandLine.Quick, "eval.splits=[train, val, test]"]);
        train.Exit.ShouldBe(0, train.Error);
        train.Output.ShouldContain("\ntest: accuracy ");
        Regex.IsMatch(train.Output, @"\n +train +val +test +95 % of test\naccuracy +\d+\.\d\d % +\d+\.\d\d % +\d+\.\d\d % ").ShouldBeTrue(train.Output);
        var run = Core.Runs.RunDirectory.Open(Directory.GetDirectories(folder.Root).Single());
        var summary = Core.Files.JsonFile.Read<Core.Runs.RunSummary>(run.Summary);
        (summary.Test.Split, summary.Test.Samples).ShouldBe((SplitName.Test, 7));
        summary.OtherSplits.Select(split => (split.Split, split.Samples)).ShouldBe([(SplitName.Train, 56), (SplitName.Val, 7)]);
        foreach (var score in summary.OtherSplits.Append(summary.Test))
            Core.Files.JsonFile.Read<Core.Metrics.EvaluationResult>(Path.Combine(run.EvalFolder(score.Split), "metrics.json")).Accuracy.ShouldBe(score.Accuracy);
        var table = new Reports.Page(File.ReadAllText(run.Report)).Table("The same scores on each split");
        table[0].ShouldBe(["score", "train", "val", "test"]);
        table[1].ShouldBe(["faces", "56", "7", "7"]);
        table[2][3].ShouldBe(Core.Metrics.MetricFormat.Percent.Text(summary.Test.Accuracy));
    }

    [Fact]
    public void The_report_holds_the_table_of_layers_and_the_picture_closed_until_opened()
    {
        var page = new Reports.Page(File.ReadAllText(Path.Combine(_run.Root, "report.html")));
        var details = page.Only("details");
        details.Element("summary")!.Value.ShouldBe("52 layers, 58,423 parameters");
        details.Attribute("open").ShouldBeNull();
        var rows = page.Table("Layers of mini_xception (arXiv:1710.07557)");
        rows[2].ShouldBe(["stem.conv1", "Conv2D", "(None, 46, 46, 8)", "72", "input"]);
        rows[^3..].Select(row => row[3]).ShouldBe(["58,423", "56,951", "1,472"]);
        details.Descendants().Count(element => element.Name.LocalName == "svg").ShouldBe(1);
        page.ShouldBeOpenToScreenReaders();
        page.ShouldHaveDrawingsThatKeepTheirIds();
        JsonDocument.Parse(File.ReadAllText(Path.Combine(_run.Root, "layers.json"))).RootElement.ToString()
            .ShouldBe(JsonDocument.Parse(CommandLine.Run("models", "show", "mini_xception", "--json").Output).RootElement.ToString());
    }

    [Fact]
    public void A_log_gets_plain_lines() => Masked.Numbers(_run.Output, _run.Root).ShouldMatchGolden("train_output.txt");

    [Fact]
    public void A_terminal_gets_bold_type_and_colors()
    {
        using var folder = new TempFolder();
        var train = CommandLine.Run(["train", "--runs", folder.Root, "--name", "quick", .. CommandLine.Quick], isInteractive: true);
        train.Output.ShouldContain("\e[1mtest: accuracy ");
        train.Output.ShouldContain("\e[97;48;5;");
    }

    [Fact]
    public void Json_is_one_object_on_standard_output_and_equals_the_summary()
    {
        using var folder = new TempFolder();
        var train = CommandLine.Run(["train", "--json", "--runs", folder.Root, .. CommandLine.Quick]);
        train.Exit.ShouldBe(0);
        train.Output.ShouldBe(File.ReadAllText(Path.Combine(Directory.GetDirectories(folder.Root).Single(), "summary.json")));
        train.Error.ShouldContain("best epoch: 1 of 1");
    }

    [Fact]
    public void The_last_checkpoint_is_the_result_where_the_config_says_so()
    {
        using var folder = new TempFolder();
        // Nothing is learnt, so the first epoch stays the best.
        var train = CommandLine.Run(["train", "--runs", folder.Root, .. CommandLine.Quick, "train.epochs=2", "optimizer.lr=1e-12", "model.l2=0", "eval.checkpoint=last"]);
        var run = Core.Runs.RunDirectory.Open(Directory.GetDirectories(folder.Root).Single());

        train.Output.ShouldMatch(@"\nbest epoch: 1 of 2, val accuracy \d+\.\d\d %; the scores are of last\.pt, at the end of training\n");
        train.Output.ShouldContain($"\ncheckpoint: {run.LastCheckpoint}\n");
        Core.Files.JsonFile.Read<Core.Runs.RunSummary>(run.Summary).Checkpoint.ShouldBe(ScoredCheckpoint.Last);
        var metrics = File.ReadAllText(Path.Combine(run.EvalFolder(SplitName.Test), "metrics.json"));
        metrics.ShouldContain("checkpoints/last.pt\"");
        File.ReadAllText(run.Report).ShouldContain("The weights are those of last.pt, at the end of training; the best of 2 epochs by val_accuracy is epoch 1");

        CommandLine.Run("eval", "--checkpoint", run.Root, "--json").Output.ShouldBe(metrics);
        CommandLine.Run("eval", "--checkpoint", run.BestCheckpoint).Output.ShouldEndWith($"{run.EvalFolder(SplitName.Test)}_best\n");
        File.ReadAllText(Path.Combine(run.EvalFolder(SplitName.Test), "metrics.json")).ShouldBe(metrics);
    }

    [Fact]
    public void A_cancelled_run_exits_with_130_tells_how_to_go_on_and_goes_on_to_the_same_end()
    {
        using var folder = new TempFolder();
        string[] train = ["train", "--runs", folder.Root, .. CommandLine.Quick, "train.epochs=2"];
        CommandLine.Run(train).Exit.ShouldBe(0);
        var whole = Directory.GetDirectories(folder.Root).Single();

        var cancelled = CommandLine.Run(train, isInteractive: false, cancelAt: " 1/2 ");
        var run = Directory.GetDirectories(folder.Root).Except([whole]).Single();
        (cancelled.Exit, cancelled.Error).ShouldBe((130, ""));
        cancelled.Output.ShouldEndWith($"Stopped. Resume with: fertrain train --resume {run}\n");
        CommandLine.Run("train", "--resume", run).Exit.ShouldBe(0);

        Core.Runs.RunDirectory.Open(run).ShouldHaveEndedAs(Core.Runs.RunDirectory.Open(whole));
        File.ReadAllText(Path.Combine(run, "eval/test/predictions.csv")).ShouldBe(File.ReadAllText(Path.Combine(whole, "eval/test/predictions.csv")));
    }

    [Fact]
    public void A_finished_run_goes_on_by_its_last_checkpoint_when_it_is_given_more_epochs()
    {
        using var folder = new TempFolder();
        var run = TrainedRun.CopyTo(folder.Root);
        var resumed = CommandLine.Run("train", "--resume", Path.Combine(run, "checkpoints", "last.pt"), "train.epochs=2");
        resumed.Exit.ShouldBe(0, resumed.Error);
        resumed.Output.ShouldContain("\n  2/2 ");
        resumed.Output.ShouldNotContain(" 1/2 ");
        ConfigFile.Load(Path.Combine(run, "config.yaml"), []).Train.Epochs.ShouldBe(2);
    }

    [Fact]
    public void A_run_that_is_taken_up_is_read_under_its_lock()
    {
        using var folder = new TempFolder();
        var run = Core.Runs.RunDirectory.Open(TrainedRun.CopyTo(folder.Root));
        var options = new TrainingOptions { Device = "cpu" };

        using (run.Claim()) Should.Throw<UserError>(() => TrainingSession.Resume(run.Root, ["train.epochs=2"], options)).Message.ShouldStartWith($"Run '{run.Root}' cannot be trained: ");
        Should.Throw<UserError>(() => TrainingSession.Resume(run.Root, ["train.epochs=0"], options));
        run.Claim().Dispose(); // which the failed attempt gave back
    }

    [Fact]
    public void A_run_that_goes_on_keeps_how_it_was_started_and_adds_how_it_went_on()
    {
        using var folder = new TempFolder();
        CommandLine.Run(["train", "--runs", folder.Root, .. CommandLine.Quick, "scheduler.name=cosine"]).Exit.ShouldBe(0);
        var run = Core.Runs.RunDirectory.Open(Directory.GetDirectories(folder.Root).Single());
        var started = Core.Files.JsonFile.Read<Core.Runs.RunEnvironment>(run.Environment).StartedAt;

        var again = CommandLine.Run("train", "--resume", run.Root);
        var further = CommandLine.Run("train", "--resume", run.Root, "train.epochs=2");
        var fewer = CommandLine.Run("train", "--resume", run.Root, "train.epochs=1");

        again.Output.ShouldContain("\nIts epoch is already complete; increase train.epochs to train on.\n");
        again.Error.ShouldBe("");
        further.Error.ShouldBe("Warning: cosine spans all epochs: a run that starts with 1 and ends after 2 follows a curve that its config alone does not repeat.\n");
        fewer.Exit.ShouldBe(2);
        fewer.Error.ShouldEndWith($"fertrain: train.epochs=1: {run.LastCheckpoint} has 2 finished epochs. Expected: as many or more.\n");
        ConfigFile.Load(run.Config, []).Train.Epochs.ShouldBe(2);
        var environment = Core.Files.JsonFile.Read<Core.Runs.RunEnvironment>(run.Environment);
        environment.StartedAt.ShouldBe(started);
        environment.Resumed.Count.ShouldBe(2);
        environment.Resumed[0].StartedAt.ShouldBeGreaterThanOrEqualTo(started);
        File.ReadAllText(run.Report).ShouldContain("and resumed with");
    }

    [Fact]
    public void A_finished_run_that_goes_on_is_not_finished_until_it_ends_again()
    {
        using var folder = new TempFolder();
        var run = Core.Runs.RunDirectory.Open(TrainedRun.CopyTo(folder.Root));
        run.IsFinished.ShouldBeTrue();

        CommandLine.Run(["train", "--resume", run.Root, "train.epochs=2"], isInteractive: false, cancelAt: "run: ").Exit.ShouldBe(130);
        run.IsFinished.ShouldBeFalse();
        CommandLine.Run("train", "--resume", run.Root).Exit.ShouldBe(0);
        run.IsFinished.ShouldBeTrue();
    }

    private static IEnumerable<string> Keys(string at, JsonElement element) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(p => Keys($"{at}/{p.Name}", p.Value))
        : [at];
}
