using System.Diagnostics;
using System.Text.Json;
using FerTrain.Cli;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;
using FerTrain.Sweeps;
using FerTrain.Tests.Training;
using FerTrain.Training;

namespace FerTrain.Tests.Cli;

[Collection(TestCollections.Libtorch)]
public sealed class SweepTests(SweptRuns whole) : IClassFixture<SweptRuns>, IDisposable
{
    private static readonly string[] Quick = [.. CommandLine.Quick, "--threads", "1"];

    private readonly TempFolder _folder = new();
    private readonly List<Process> _started = [];

    private string Runs => _folder["runs"];

    private string Root => Directory.GetDirectories(Runs).ShouldHaveSingleItem();

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true); // the processes that train too
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Dispose();
    }

    [Fact]
    public void Every_trial_is_a_run_of_the_plan_and_the_best_train_on()
    {
        using var plan = JsonDocument.Parse(File.ReadAllText(Path.Combine(whole.Root, "plan.json")));
        plan.RootElement.GetProperty("trials").GetArrayLength().ShouldBe(4);
        plan.RootElement.GetProperty("rungs").EnumerateArray().Select(rung => (rung.GetProperty("epochs").GetInt32(), rung.GetProperty("settings").GetInt32())).ShouldBe([(1, 4), (2, 2), (4, 1)]);

        SweptRuns.RunsOf(whole.Root).Length.ShouldBe(4);
        var trials = SweptRuns.Result(whole.Root).GetProperty("trials").EnumerateArray().ToArray();
        trials.Select(trial => trial.GetProperty("epochs").GetInt32()).Order().ShouldBe([1, 1, 2, 4]);
        trials.Select(trial => trial.GetProperty("state").GetString()).Order().ShouldBe(["dropped", "dropped", "dropped", "finished"]);
        foreach (var trial in trials)
        {
            var config = ConfigFile.Load(Path.Combine(whole.Root, trial.GetProperty("run").GetString()!, "config.yaml"), []);
            foreach (var value in trial.GetProperty("values").EnumerateObject()) ConfigKeys.Find(value.Name)!.Text(config).ShouldBe(value.Value.GetString());
            config.Train.Epochs.ShouldBe(4);
        }
    }

    [Fact]
    public void A_survivor_is_bit_for_bit_the_run_that_was_trained_straight_through()
    {
        var survivor = SweptRuns.RunOf(whole.Root, SweptRuns.Result(whole.Root).GetProperty("winner").GetInt32());
        CommandLine.Run("train", "--config", Path.Combine(survivor, "config.yaml"), "--runs", Runs, "--threads", "1").Exit.ShouldBe(0);

        RunDirectory.Open(survivor).ShouldHaveEndedAs(RunDirectory.Open(Root));
    }

    [Fact]
    public void The_test_split_is_scored_for_the_winner_alone()
    {
        var result = SweptRuns.Result(whole.Root);
        var winner = result.GetProperty("winner").GetInt32();
        SweptRuns.RunsOf(whole.Root).Where(run => Directory.Exists(Path.Combine(run, "eval", "test"))).ShouldBe([SweptRuns.RunOf(whole.Root, winner)]);
        result.GetProperty("settings").EnumerateArray().Where(setting => setting.GetProperty("test_accuracy").ValueKind != JsonValueKind.Null).Select(setting => setting.GetProperty("setting").GetInt32()).ShouldBe([winner]);
        result.GetProperty("notes").EnumerateArray().Select(note => note.GetString()).ShouldContain($"The test split was scored for the winner alone, setting {winner}, after it was chosen.");
        Directory.Exists(Path.Combine(SweptRuns.RunOf(whole.Root, winner), "eval", "val")).ShouldBeTrue();
    }

    [Fact]
    public void The_output_ends_with_the_settings_and_what_they_mean()
    {
        var tail = whole.Output[whole.Output.IndexOf("\nsetting  val", StringComparison.Ordinal)..];
        Masked.Numbers(tail.Replace(whole.Root, "SWEEP", StringComparison.Ordinal), "SWEEP").ShouldMatchGolden("sweep_output.txt");
        whole.Output.ShouldStartWith($"sweep: {whole.Root}\nplan: 4 settings × 1 seed = 4 trials, halving\nhalving: 4 to epoch 1, 2 to epoch 2, 1 to epoch 4\n\n");
        whole.Output.Split('\n').ShouldAllBe(line => line.Length <= 110 || line.Contains(whole.Root));
        foreach (var file in (string[])["settings.csv", "importance.csv", "settings.tex", "report.html", "plots/learning_curves.png", "plots/parallel_coordinates.png", "plots/marginal_optimizer.lr.png", "config.yaml", "space.yaml"])
            File.Exists(Path.Combine(whole.Root, file)).ShouldBeTrue(file);
        File.ReadAllText(Path.Combine(whole.Root, "report.html")).ShouldContain("The test split was scored for the winner alone");
    }

    [Fact]
    public void After_kill_9_the_same_sweep_comes_to_the_same_table()
    {
        var sweep = Start(["sweep", "--space", whole.SpaceFile, "--runs", Runs, .. SweptRuns.Halving]);
        string? line;
        do line = sweep.StandardOutput.ReadLine();
        while (line?.Contains("paused", StringComparison.Ordinal) == false);
        line.ShouldNotBeNull("it ended before it was killed");
        sweep.Kill(entireProcessTree: true); // the process that trains too
        sweep.WaitForExit();

        SweptRuns.RunsOf(Root).ShouldAllBe(run => !Directory.Exists(Path.Combine(run, "eval", "test")));
        var resumed = CommandLine.Run("sweep", "--resume", Root, "--threads", "1");

        resumed.Exit.ShouldBe(0, resumed.Error);
        SweptRuns.RunsOf(Root).Length.ShouldBe(4);
        SweptRuns.Table(Root).ShouldBe(SweptRuns.Table(whole.Root));
        SweptRuns.Result(Root).GetProperty("winner").GetInt32().ShouldBe(SweptRuns.Result(whole.Root).GetProperty("winner").GetInt32());
    }

    [Fact]
    public void A_sweep_that_is_killed_alone_leaves_no_process_that_trains_on()
    {
        var sweep = Start(["sweep", "--runs", Runs, "data.synthetic_count=350", "train.epochs=500", "--threads", "1"]);
        while (sweep.StandardOutput.ReadLine() is { } line && !line.Contains("training", StringComparison.Ordinal)) { }
        SpinWait.SpinUntil(() => SweptRuns.RunsOf(Root) is [var run] && SweptRuns.HasEpoch(run), TimeSpan.FromMinutes(1)).ShouldBeTrue();
        sweep.Kill();
        sweep.WaitForExit();

        SpinWait.SpinUntil(() => CommandLine.Run("sweep", "status", Root).Output.Contains("1 unfinished"), TimeSpan.FromSeconds(30)).ShouldBeTrue();
    }

    [Fact]
    public void Two_processes_share_a_sweep_and_each_trial_is_trained_once()
    {
        var print = CommandLine.Run(["sweep", "--print", "--runs", Runs, "--seeds", "0,1,2,3", "--name", "shared", .. Quick]);
        print.Exit.ShouldBe(0, print.Error);
        print.Output.ShouldBe(string.Concat(Enumerable.Range(1, 4).Select(trial => $"fertrain sweep work {Root} --trial {trial} --threads 1\n")));
        print.Error.ShouldBe($"Run these in any order, side by side. Then: fertrain sweep collect {Root}\n");

        Process[] workers = [Start(["sweep", "work", Root, "--threads", "1"]), Start(["sweep", "work", Root, "--threads", "1"])];
        var lines = workers.SelectMany(worker => worker.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        foreach (var worker in workers)
        {
            worker.WaitForExit();
            worker.ExitCode.ShouldBe(0, worker.StandardError.ReadToEnd());
        }

        lines.Length.ShouldBe(4);
        SweptRuns.RunsOf(Root).Select(run => RunDirectory.NameWithoutTime(Path.GetFileName(run))).Order().ShouldBe(Enumerable.Range(1, 4).Select(trial => $"trial_{trial:D3}"));
        SweptRuns.RunsOf(Root).ShouldAllBe(run => JsonFile.Read<RunEnvironment>(Path.Combine(run, "environment.json")).Resumed.Count == 0);
        CommandLine.Run("sweep", "work", Root, "--trial", "3").Output.ShouldMatch("^trial 3/4  setting 1  seed 2  epoch 1/1  val acc 0.\\d{4}  finished\n$");
        CommandLine.Run("sweep", "collect", Root).Exit.ShouldBe(0);
        SweptRuns.Result(Root).GetProperty("settings")[0].GetProperty("seed_accuracies").GetArrayLength().ShouldBe(4);
        CommandLine.Run("sweep", "status", "shared", "--runs", Runs).Output.ShouldContain("\n4 finished\n");
    }

    [Fact]
    public void The_commands_of_trials_are_JSON_where_that_is_asked_for()
    {
        var print = CommandLine.Run(["sweep", "--print", "--json", "--runs", Runs, "--seeds", "0,1", "--device", "cpu", .. Quick]);

        print.Exit.ShouldBe(0, print.Error);
        using var json = JsonDocument.Parse(print.Output);
        json.RootElement.GetProperty("sweep").GetString().ShouldBe(Root);
        json.RootElement.GetProperty("commands").EnumerateArray().Select(command => command.GetString())
            .ShouldBe([$"fertrain sweep work {Root} --trial 1 --device cpu --threads 1", $"fertrain sweep work {Root} --trial 2 --device cpu --threads 1"]);
        CommandLine.Run("compare", Root).Error.ShouldBe($"fertrain: Sweep '{Root}' has no run with a checkpoint yet.\n");
    }

    [Fact]
    public void A_trial_whose_process_is_killed_has_failed_and_the_next_is_trained()
    {
        var sweep = Start(["sweep", "--runs", Runs, "--seeds", "0,1", .. Quick]);
        string[] holders = [];
        SpinWait.SpinUntil(() => (holders = Holders()).Length > 0, TimeSpan.FromMinutes(1)).ShouldBeTrue();
        using (var holder = Process.GetProcessById(int.Parse(holders[0].Split('_')[^1], System.Globalization.CultureInfo.InvariantCulture))) holder.Kill();
        _ = sweep.StandardOutput.ReadToEnd();
        sweep.WaitForExit();

        sweep.ExitCode.ShouldBe(0, sweep.StandardError.ReadToEnd());
        var trials = SweptRuns.Result(Root).GetProperty("trials");
        trials[0].GetProperty("failure").GetString().ShouldBe("its process ended with exit code 137");
        trials[1].GetProperty("state").GetString().ShouldBe("finished");
        Holders().ShouldBeEmpty(); // another process may get its number

        string[] Holders() => Directory.Exists(Runs) ? Directory.GetFiles(Runs, $"{Environment.MachineName}_*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }) : [];
    }

    [Fact]
    public void A_trial_that_fails_is_said_to_and_the_others_decide()
    {
        _folder.Write("space.yaml", "optimizer.lr: [1e-3, 1e37]\noptimizer.name: [sgd]");
        var sweep = CommandLine.Run(["sweep", "--space", _folder["space.yaml"], "--search", "grid", "--runs", Runs, .. Quick, "train.epochs=2"]);

        sweep.Exit.ShouldBe(0, sweep.Error);
        var result = SweptRuns.Result(Root);
        result.GetProperty("winner").GetInt32().ShouldBe(1);
        result.GetProperty("trials")[1].GetProperty("state").GetString().ShouldBe("failed");
        result.GetProperty("trials")[1].GetProperty("failure").GetString()!.ShouldContain("try a lower optimizer.lr", Case.Insensitive);
        sweep.Output.ShouldContain("1 trial failed; their settings have no score.");
        CommandLine.Run("sweep", "status", Root).Output.ShouldContain("\n1 finished, 1 failed\ntrial 2: The ");
        CommandLine.Run("sweep", "work", Root, "--trial", "2").Exit.ShouldBe(2, "it has failed, however often it is asked for");
    }

    [Fact]
    public void A_sweep_whose_trials_all_fail_has_failed()
    {
        var sweep = CommandLine.Run(["sweep", "--seeds", "0", "--runs", Runs, .. Quick, "optimizer.name=sgd", "optimizer.lr=1e37"]);

        (sweep.Exit, sweep.Error).ShouldBe((2, ""));
        sweep.Output.ShouldContain("1 trial failed; their settings have no score.");
    }

    [Fact]
    public void A_trial_that_crashes_is_known_by_its_process()
    {
        CommandLine.Run(["sweep", "--seeds", "0", "--print", "--runs", Runs, .. Quick]).Exit.ShouldBe(0);
        var sweep = Sweep.Open(Root, Runs);
        var trial = sweep.Plan.Trials.ShouldHaveSingleItem();
        var worker = new TrialWorker(sweep, new TrainingOptions { Threads = 1, Progress = new Crashing() });

        Should.Throw<NotSupportedException>(() => worker.TryTrain(trial, _ => { }, CancellationToken.None));

        sweep.TakeLeftBy(Environment.ProcessId).ShouldBe(trial);
        sweep.IsHeld(trial).ShouldBeFalse();
        sweep.FailureOfTrial(trial).ShouldBeNull(); // its sweep says how its process ended
    }

    [Fact]
    public void A_full_disk_is_an_error_and_no_trial_of_another_process()
    {
        CommandLine.Run(["sweep", "--seeds", "0", "--print", "--runs", Runs, .. Quick]).Exit.ShouldBe(0);
        var sweep = Sweep.Open(Root, Runs);
        var trial = sweep.Plan.Trials.ShouldHaveSingleItem();
        Directory.CreateDirectory(Path.Combine(Root, ".locks", $"{Environment.MachineName}_{Environment.ProcessId}")); // where the claim writes its file

        Should.Throw<UserError>(() => sweep.TryClaim(trial)).Message.ShouldStartWith($"{Path.Combine(Root, ".locks")}: cannot be written: ");
        sweep.IsHeld(trial).ShouldBeFalse();
    }

    [Fact]
    public void A_budget_ends_a_sweep_that_can_go_on()
    {
        var first = CommandLine.Run(["sweep", "--runs", Runs, "--seeds", "0,1", "--budget", "0.1s", .. Quick]);
        first.Exit.ShouldBe(0, first.Error);
        first.Output.ShouldContain("The budget is spent.\n");
        first.Output.ShouldContain("No setting is trained to the end yet.");
        first.Output.ShouldEndWith($"go on:  fertrain sweep --resume {Root}\n");

        CommandLine.Run("sweep", "--resume", Root, "--threads", "1").Output.ShouldContain("Best by validation: setting 1 (the config itself)");
    }

    [Fact]
    public void A_sweep_without_a_winner_praises_none()
    {
        _folder.Write("space.yaml", "train.label_smoothing: [0, 0.1]");
        var sweep = CommandLine.Run(["sweep", "--space", _folder["space.yaml"], "--search", "grid", "--runs", Runs, "--budget", "0.1s", .. Quick]);

        sweep.Output.ShouldContain("No setting is trained to the end yet.");
        sweep.Output.ShouldContain("Settings are chosen by their validation accuracy alone");
        sweep.Output.ShouldNotContain("winner");
    }

    [Fact]
    public void A_cancelled_sweep_says_how_to_go_on()
    {
        var stopped = CommandLine.Run(["sweep", "--runs", Runs, "--seeds", "0,1,2", .. Quick], isInteractive: false, cancelAt: "training");

        stopped.Exit.ShouldBe(130);
        stopped.Output.ShouldMatch($"\nStopped with \\d of 3 trials finished. Go on with: fertrain sweep --resume {Root}\n$");
        SweptRuns.Result(Root).GetProperty("complete").GetBoolean().ShouldBeFalse();
        SweptRuns.RunsOf(Root).ShouldAllBe(run => !Directory.Exists(Path.Combine(run, "eval", "test")));
    }

    [Fact]
    public void A_winner_is_not_scored_on_other_faces_than_it_was_chosen_by()
    {
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "70").Exit.ShouldBe(0);
        CommandLine.Run(["sweep", "--print", "--seeds", "0", "--runs", Runs, "--data", _folder["faces.csv"], "train.epochs=1", "--threads", "1"]).Exit.ShouldBe(0);
        CommandLine.Run("sweep", "work", Root, "--threads", "1").Exit.ShouldBe(0);
        CommandLine.Run("data", "synth", _folder["faces.csv"], "--count", "70", "--seed", "9", "--force").Exit.ShouldBe(0);

        CommandLine.Run("sweep", "collect", Root).Error.ShouldContain("no longer gives the faces, labels and split that it was trained on");
    }

    [Fact]
    public void A_comparison_replaces_no_report_of_a_sweep() =>
        CommandLine.Run("compare", whole.Root, "--out", whole.Root).Error.ShouldBe($"fertrain: --out {whole.Root} is a sweep, whose report would be replaced. Expected: another folder.\n");

    [Fact]
    public void A_comparison_takes_the_runs_of_a_sweep()
    {
        var compare = CommandLine.Run("compare", whole.Root, "--out", _folder["comparison"], "--json");

        compare.Exit.ShouldBe(0, compare.Error);
        using var json = JsonDocument.Parse(compare.Output);
        json.RootElement.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("path").GetString()).ShouldBe(SweptRuns.RunsOf(whole.Root), ignoreOrder: true);
    }

    [Fact]
    public void A_trial_scores_the_epoch_whose_weights_it_keeps()
    {
        CommandLine.Run(["sweep", "--seeds", "0", "--print", "--runs", Runs, .. Quick, "eval.checkpoint=last"]).Exit.ShouldBe(0);
        var sweep = Sweep.Open(Root, Runs);
        EpochMetrics[] history = [Epoch(1, 0.5, 1), Epoch(2, 0.6, 0.9), Epoch(3, 0.4, 1.1)];
        var stopped = new TrialProgress(sweep.Plan.Trials[0], Run: null, history, Summary(StopReason.EarlyStopping), Failure: null, IsHeld: false);

        Score(stopped, restores: true).ShouldBe(0.6);
        Score(stopped, restores: false).ShouldBe(0.4);
        Score(stopped with { Summary = Summary(StopReason.LastEpoch) }, restores: true).ShouldBe(0.4);

        RunSummary Summary(StopReason by) => JsonFile.Read<RunSummary>(RunDirectory.Open(SweptRuns.RunOf(whole.Root, SweptRuns.Result(whole.Root).GetProperty("winner").GetInt32())).Summary) with { StoppedBy = by };

        double? Score(TrialProgress trial, bool restores) => trial.Score(3, sweep.Config with { EarlyStopping = new() { Patience = 1, RestoreBest = restores } });
    }

    private static EpochMetrics Epoch(int number, double valAccuracy, double valLoss) => EpochMetrics.FromNumbers([number, 0.1, 1, 0.5, valLoss, valAccuracy, 1, 1]);

    private sealed class Crashing : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value) => throw new NotSupportedException();
    }

    private Process Start(string[] arguments)
    {
        var program = SelfCommand.Words;
        var start = new ProcessStartInfo(program[0], [.. program.Skip(1), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _started.Add(Process.Start(start)!);
        return _started[^1];
    }
}
