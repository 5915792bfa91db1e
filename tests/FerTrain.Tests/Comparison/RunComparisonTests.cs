using FerTrain.Core.Comparison;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Comparison;

public sealed class RunComparisonTests : IDisposable
{
    private static readonly RunOnDisk First = new() { Name = "a" };
    private static readonly RunOnDisk Second = new() { Name = "b", Overrides = ["optimizer.lr=0.01"], Wrong = face => face % 5 == 0 };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_row_holds_what_the_files_of_the_run_hold()
    {
        var row = Compare(First, Second).Runs[1];
        var metrics = JsonFile.Read<EvaluationResult>(_folder["b/eval/test/metrics.json"]);
        row.ShouldBe(new ComparedRun
        {
            Run = "b",
            Path = _folder["b"],
            Group = 1,
            Finished = true,
            Model = "mini_xception",
            Parameters = 58423,
            Split = SplitName.Test,
            Samples = 70,
            Epochs = 3,
            BestEpoch = 2,
            BestValAccuracy = 0.5,
            StandardError = metrics.StandardError,
            LeakFreeAccuracy = 48.0 / 60,
            PublishedAccuracy = null,
            TrainSeconds = 90,
            ImagesPerSecond = 200,
            Scores = row.Scores,
        });
        Metric.All.ShouldAllBe(metric => row.Scores[metric] == metrics.Scores[metric]);
        row.Scores[Metric.Accuracy].ShouldBe(56.0 / 70);
    }

    [Fact]
    public void The_test_counts_the_faces_that_one_run_alone_gets_right()
    {
        // Of 70 faces 14 are multiples of 5, 24 of 3 and 5 of 15.
        var test = Compare(First, Second).Tests.ShouldHaveSingleItem();
        test.ShouldBe(new PairTest("a", "b", 9, 19, -10.0 / 70, McNemarMethod.ChiSquare, new McNemar(9, 19).PValue));
        test.Significant.ShouldBeFalse();
        test.Verdict().ShouldBe("The lead of b over a may be noise");
    }

    [Fact]
    public void Verdicts_follow_the_test()
    {
        Compare(First, Second with { Wrong = _ => false }).Tests[0].Verdict().ShouldBe("b is better than a on these faces");
        Compare(First, Second with { Wrong = First.Wrong }).Tests[0].Verdict().ShouldBe("a and b are right equally often");
    }

    [Fact]
    public void Runs_that_differ_in_their_seed_alone_are_the_same_recipe()
    {
        Compare(First, First with { Name = "b", Overrides = ["train.seed=1"], Wrong = _ => false }).Tests[0].Verdict().ShouldBe("a and b are the same recipe, seeds 0 and 1");
        Compare(First, Second with { Overrides = ["train.seed=1", "optimizer.lr=0.01"], Wrong = _ => false }).Tests[0].Verdict().ShouldBe("b is better than a on these faces");
    }

    [Fact]
    public void Runs_of_other_data_are_not_the_same_recipe_though_their_configs_are_equal()
    {
        var second = (First with { Name = "b", Wrong = _ => false }).Read(_folder.Root);
        RunComparison.Of([First.Read(_folder.Root), second with { Environment = second.Environment with { DataFingerprint = "other" } }])
            .Tests[0].Verdict().ShouldBe("b is better than a on these faces");
    }

    [Fact]
    public void Runs_that_learnt_from_other_faces_are_compared_where_they_are_scored_on_the_same()
    {
        var other = (Second with { FirstRow = 500 }).Read(_folder.Root); // fewer faces to learn from stand before those of the test
        var comparison = RunComparison.Of([First.Read(_folder.Root), other with { Environment = other.Environment with { DataFingerprint = "other" } }]);
        comparison.Tests.ShouldHaveSingleItem().ShouldBe(Compare(First, Second).Tests[0]);
        comparison.Notes.ShouldBe(["b was given other faces, labels or splits than a, though no key of the configs says so: a data file has another content."]);
        comparison.Baselines.ShouldBe(["Chance is 14.29 %; answering angry for every face is right for 14.29 %."]);
    }

    [Fact]
    public void Every_pair_of_a_group_is_tested() =>
        Compare(First, Second, First with { Name = "c" }, First with { Name = "d", Fingerprint = "other" })
            .Tests.Select(test => test.A + test.B).ShouldBe(["ab", "ac", "bc"]);

    [Fact]
    public void Differing_keys_are_told_for_every_run()
    {
        var differences = Compare(First, Second, First with { Name = "c", Overrides = ["train.seed=3"] }).Differences;
        differences.Keys.ShouldBe(["optimizer.lr", "train.seed"]);
        differences["optimizer.lr"].ShouldBe(new Dictionary<string, string> { ["a"] = "0.001", ["b"] = "0.01", ["c"] = "0.001" });
    }

    [Fact]
    public void Images_of_a_folder_are_other_faces_in_another_size()
    {
        var (small, large) = (First with { Overrides = ["data.source=folder"] }, Second with { Overrides = ["data.source=folder", "preprocess.size=64"], Fingerprint = "other" });
        Compare(small, large).Notes[1].ShouldBe("Beside group 1, group 2 (b) has its images resized to 64 pixels, not 48.");
    }

    [Fact]
    public void Where_files_lie_is_no_difference_but_whether_there_is_one_is()
    {
        var here = First with { Overrides = ["data.source=csv", "data.path=/here/fer.csv", "data.ferplus=/here/votes.csv"] };
        var there = First with { Name = "b", Overrides = ["data.source=csv", "data.path=/there/fer.csv.gz", "data.ferplus=/there/votes.csv"] };
        Compare(here, there).Differences.ShouldBeEmpty();
        Compare(First, there).Differences["data.ferplus"].ShouldBe(new Dictionary<string, string> { ["a"] = "none", ["b"] = "votes.csv" });
    }

    [Theory]
    [InlineData("data.seed=1", "other", "has data.seed=1 instead of data.seed=0")]
    [InlineData("train.seed=1", "other", "read other faces from its file")]
    [InlineData("eval.split=val", "same", "is scored on the val split, not test")]
    public void Runs_on_other_faces_are_parted_with_the_reason(string setting, string fingerprint, string reason)
    {
        var comparison = Compare(First, Second with { Overrides = [setting], Fingerprint = fingerprint });
        comparison.Runs.Select(run => run.Group).ShouldBe([1, 2]);
        comparison.Tests.ShouldBeEmpty();
        comparison.Notes.Take(2).ShouldBe(["The runs are not all scored on the same faces: compare scores within a group, not across groups.", $"Beside group 1, group 2 (b) {reason}."]);
    }

    [Fact]
    public void Runs_with_other_classes_or_other_test_rows_are_parted()
    {
        string[] swapped = ["disgust", "angry", "fear", "happy", "sad", "surprise", "neutral"];
        Compare(First, Second with { ClassNames = swapped }).Notes[1].ShouldBe(
            "Beside group 1, group 2 (b) has the classes disgust, angry, fear, happy, sad, surprise, neutral, not angry, disgust, fear, happy, sad, surprise, neutral.");
        Compare(First, Second with { Fingerprint = null, FirstRow = 500 }).Notes[1].ShouldBe("Beside group 1, group 2 (b) has other faces in its predictions.csv.");
        Compare(First, Second with { Faces = 63 }).Notes[1].ShouldBe("Beside group 1, group 2 (b) has other faces in its predictions.csv.");
        Compare(First, Second with { Faces = 63, Fingerprint = "other" }).Notes[1].ShouldBe("Beside group 1, group 2 (b) is scored on 63 faces, not 70.");
    }

    [Fact]
    public void A_run_that_still_trains_is_compared_by_what_it_has()
    {
        var comparison = Compare(First, Second with { Epochs = 1, Finished = false });
        comparison.Notes.ShouldBe(["b is still training or was stopped, after epoch 1 of 3: it has no test score yet."]);
        var run = comparison.Runs[1];
        (run.Group, run.Finished, run.BestValAccuracy, run.TrainSeconds).ShouldBe((1, false, 0.3, 30));
        (run.Scores[Metric.Accuracy], run.Parameters, run.Split).ShouldBe((null, null, null));
    }

    [Fact]
    public void A_run_that_has_not_begun_has_no_best_epoch()
    {
        var run = Compare(First with { Epochs = 0, Finished = false }).Runs.ShouldHaveSingleItem();
        (run.BestEpoch, run.BestValAccuracy, run.ImagesPerSecond, run.TrainSeconds).ShouldBe((null, null, null, 0));
    }

    [Fact]
    public void A_run_that_goes_on_after_its_end_is_not_finished()
    {
        var directory = Second.WriteTo(_folder.Root);
        var log = new MetricsLog(directory.Metrics);
        log.Write([.. log.Read(), log.Read()[0] with { Epoch = 4 }]);
        RunComparison.Of([RunRecord.Read(directory)]).Notes.ShouldBe(["b is still training or was stopped, after epoch 4 of 3: its test score is from before it resumed."]);
    }

    [Fact]
    public void Other_machines_and_lost_predictions_are_noted()
    {
        var record = (Second with { Threads = 1 }).Read(_folder.Root) with { Predictions = null };
        RunComparison.Of([First.Read(_folder.Root), record]).Notes.ShouldBe([
            "b has no predictions.csv, so McNemar's test leaves it out.",
            "Training times do not compare, since the machines differ: cpu, Some CPU, 2 threads, libtorch 1.13.1: a; cpu, Some CPU, 1 thread, libtorch 1.13.1: b.",
        ]);
    }

    [Theory]
    [InlineData("eval.split=val", "The validation faces also chose the epoch, so they flatter the model.")]
    [InlineData("data.split=random data.balance=oversample_before_split", "The faces were oversampled before they were split, so copies of scored faces are among the training faces, and among each other, which makes the errors too small; the leak-free accuracy is the one to quote.")]
    public void What_flatters_a_run_is_noted(string setting, string caution) =>
        Compare(First with { Overrides = setting.Split(' ') }).Notes.ShouldBe([$"a: {caution}"]);

    [Fact]
    public void Runs_whose_folders_share_a_name_go_by_their_paths()
    {
        var other = First.Read(_folder["elsewhere"]);
        RunComparison.Of([First.Read(_folder.Root), other]).Runs.Select(run => run.Run).ShouldBe([_folder["a"], _folder["elsewhere/a"]]);
    }

    [Fact]
    public void A_run_that_is_named_twice_is_a_mistake() => Should.Throw<UserError>(() => Compare(First, First))
        .Message.ShouldBe($"Run '{_folder["a"]}' is named 2 times. Expected: each once.");

    [Fact]
    public void So_is_one_that_is_named_by_its_path_and_by_its_name()
    {
        var byPath = First.Read(_folder.Root);
        var byName = byPath with { Directory = RunFinder.Find("A", Path.GetRelativePath(Directory.GetCurrentDirectory(), _folder.Root)) };

        Should.Throw<UserError>(() => RunComparison.Of([byPath, byName])).Message.ShouldBe($"Run '{_folder["a"]}' is named 2 times. Expected: each once.");
    }

    [Theory]
    [InlineData("val_loss", 3)]
    [InlineData("val_accuracy", 2)]
    [InlineData("train_loss", 3)]
    [InlineData("train_accuracy", 3)]
    public void The_best_epoch_is_the_one_whose_checkpoint_is_kept(string monitor, int epoch) =>
        (First with { Overrides = [$"checkpoint.monitor={monitor}"] }).Read(_folder.Root).Best!.Epoch.ShouldBe(epoch);

    [Fact]
    public void Predictions_read_back_as_they_were()
    {
        string[] names = ["a, b", "say \"no\"", "", "d", "e", "f", "g"];
        var record = (First with { ClassNames = names }).Read(_folder.Root);
        record.Predictions!.ToCsv(names).ShouldBe(File.ReadAllText(_folder["a/eval/test/predictions.csv"]));
    }

    [Theory]
    [InlineData("eval/test/predictions.csv", "row,true\n", "predictions.csv, row 1: got 'row,true', expected: row,true,predicted,rank_of_truth,angry,")]
    [InlineData("eval/test/metrics.json", "{}", "metrics.json: cannot be read: it has no ")]
    [InlineData("summary.json", "{", "summary.json: cannot be read: ")]
    [InlineData("environment.json", "null", "environment.json: cannot be read: it holds null")]
    [InlineData("metrics.csv", "x", "metrics.csv, row 1: got 'x', expected: epoch,")]
    [InlineData("config.yaml", "train: {epoch: 1}", "config.yaml:1 train.epoch: got an unknown key")]
    public void A_damaged_file_is_named(string file, string content, string message)
    {
        var directory = First.WriteTo(_folder.Root);
        File.WriteAllText(Path.Combine(directory.Root, file), content);
        Should.Throw<UserError>(() => RunRecord.Read(directory)).Message.ShouldStartWith(Path.Combine(Path.GetDirectoryName(Path.Combine(directory.Root, file))!, message));
    }

    [Theory]
    [InlineData(",angry,", ",cheerful,")]
    [InlineData("1000,", "x,")]
    [InlineData(",0.7,", ",NaN,")]
    [InlineData(",0.7,", ",")]
    public void A_damaged_row_of_the_predictions_is_named(string text, string instead)
    {
        var directory = First.WriteTo(_folder.Root);
        var path = Path.Combine(directory.EvalFolder(SplitName.Test), "predictions.csv");
        var lines = File.ReadAllLines(path);
        var row = Array.FindIndex(lines, 1, line => line.Contains(text, StringComparison.Ordinal));
        lines[row] = lines[row].Replace(text, instead, StringComparison.Ordinal);
        File.WriteAllLines(path, lines);
        Should.Throw<UserError>(() => RunRecord.Read(directory)).Message.ShouldStartWith($"{path}, row {row + 1}: got '{lines[row]}', expected: a row number");
    }

    private RunComparison Compare(params RunOnDisk[] runs) => RunComparison.Of([.. runs.Select(run => run.Read(_folder.Root))]);
}
