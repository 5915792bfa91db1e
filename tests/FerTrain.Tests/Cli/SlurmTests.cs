using System.Diagnostics;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Sweeps;

namespace FerTrain.Tests.Cli;

/// <summary>What Slurm is given, with programs of its names that write down how they are called; scripts/slurm.sh asks the real one.</summary>
[Collection(TestCollections.Alone)]
public sealed class SlurmTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ScriptedPrograms _programs = new();

    public SlurmTests()
    {
        _programs.Add("sbatch", $"echo \"$@\" >> {_folder["sbatch.log"]}; wc -l < {_folder["sbatch.log"]} | awk '{{ print 100 + $1 }}'");
        _programs.Add("squeue", "echo RUNNING");
        _programs.Add("scontrol", $"echo \"$@\" >> {_folder["scontrol.log"]}");
    }

    private string Runs => _folder["runs"];

    private string Root => Directory.GetDirectories(Runs).ShouldHaveSingleItem();

    public void Dispose()
    {
        _programs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_script_is_as_recorded() => SlurmArray.Script("/shared/my runs/20261129_101500_sweep", [1, 2, 3, 5, 8, 9], new()
    {
        Program = ["/opt/fer train/FerTrain.Cli"],
        Partition = "gpu",
        Time = "4:00:00",
        Gpus = 1,
        Threads = 8,
        Jobs = 4,
        Others = ["--account=vision", "--comment=\"faces\" #3"],
    }).ShouldMatchGolden("slurm.sh.txt");

    [Fact]
    public void Halving_is_an_array_a_rung_and_a_job_that_collects()
    {
        _folder.Write("space.yaml", SweptRuns.Space);
        var sweep = CommandLine.Run(["sweep", "--slurm", "--partition", "cpu", "--sbatch-option", "account=vision", "--space", _folder["space.yaml"], "--runs", Runs, .. SweptRuns.Halving]);

        sweep.Exit.ShouldBe(0, sweep.Error);
        sweep.Output.ShouldBe($"Submitted: array 101, then 102, then 103, then job 104, which collects.\nSee: fertrain sweep status {Root}\n");
        File.ReadAllLines(_folder["sbatch.log"]).Select(line => line.Split("--wrap")[0].TrimEnd()).ShouldBe(
        [
            $"--parsable {Root}/slurm.sh",
            $"--parsable --dependency=afterany:101 {Root}/slurm.sh",
            $"--parsable --dependency=afterany:102 {Root}/slurm.sh",
            $"--parsable --dependency=afterany:103 --partition=cpu --cpus-per-task=1 --account=vision --output={Root}/slurm/collect.out --job-name=fertrain_collect",
        ]);
        CommandLine.Run("sweep", "status", Root).Output.ShouldEndWith("Slurm's queue (jobs 101,102,103,104): 1 running\n");
        _programs.Add("squeue", "exit 0");
        CommandLine.Run("sweep", "status", Root).Output.ShouldEndWith($"Slurm has no job of this sweep in its queue (jobs 101,102,103,104). What is left goes on with: fertrain sweep --resume {Root} --slurm\n");
        File.Delete(_programs["squeue"]);
        _programs.HideOthers();
        var elsewhere = CommandLine.Run("sweep", "status", Root, "--json");
        elsewhere.Exit.ShouldBe(0);
        elsewhere.Error.ShouldStartWith("Slurm's queue cannot be read: Slurm's squeue cannot be run: ");
        using var json = System.Text.Json.JsonDocument.Parse(elsewhere.Output);
    }

    [Fact]
    public void A_task_that_is_warned_saves_and_is_queued_again_and_then_ends()
    {
        CommandLine.Run("sweep", "--slurm", "--runs", Runs, "data.synthetic_count=350", "train.epochs=4", "train.batch_size=32").Exit.ShouldBe(0);
        using (var task = Task())
        {
            SpinWait.SpinUntil(() => SweptRuns.RunsOf(Root) is [var run] && SweptRuns.HasEpoch(run), TimeSpan.FromMinutes(1)).ShouldBeTrue();
            using (var warning = Process.Start("kill", ["-USR1", $"{task.Id}"])) warning.WaitForExit();
            task.WaitForExit();
            task.ExitCode.ShouldBe(130, task.StandardOutput.ReadToEnd());
        }

        File.ReadAllText(_folder["scontrol.log"]).ShouldBe("requeue 101_1\n");
        File.Exists(Path.Combine(SweptRuns.RunOf(Root, 1), "summary.json")).ShouldBeFalse();
        using (var task = Task())
        {
            task.WaitForExit();
            task.ExitCode.ShouldBe(0);
        }

        JsonFile.Read<RunEnvironment>(Path.Combine(SweptRuns.RunOf(Root, 1), "environment.json")).Resumed.Count.ShouldBe(1);
        CommandLine.Run("sweep", "status", Root).Output.ShouldContain("\n1 finished\n");
        File.ReadAllText(_folder["scontrol.log"]).ShouldBe("requeue 101_1\n");
    }

    [Fact]
    public void What_Slurm_refuses_is_said_and_the_plan_stays()
    {
        _programs.Add("sbatch", "echo 'sbatch: error: QOSMaxSubmitJobPerUserLimit' >&2; exit 1");
        var full = CommandLine.Run(["sweep", "--slurm", "--runs", Runs, .. CommandLine.Quick]);
        (full.Exit, full.Error).ShouldBe((2, $"fertrain: Slurm does not take the sweep: sbatch: error: QOSMaxSubmitJobPerUserLimit The plan is in {Root}: fertrain sweep --resume {Root} --slurm submits it again.\n"));

        Environment.SetEnvironmentVariable("PATH", _folder["nothing"]);
        CommandLine.Run("sweep", "--resume", Root, "--slurm").Error.ShouldStartWith("fertrain: Slurm's sbatch cannot be run: ");
        CommandLine.Run("sweep", "--partition", "gpu").Error.ShouldBe("fertrain: --partition is for Slurm. Expected: --slurm beside it.\n");
        CommandLine.Run("sweep", "--slurm", "--budget", "1h", "--resume", Root).Error.ShouldBe("fertrain: --budget is for this machine. Expected: --time, the limit of each task.\n");
    }

    [Fact]
    public void Arrays_are_cancelled_where_Slurm_refuses_a_later_one()
    {
        _programs.Add("scancel", $"echo \"$@\" >> {_folder["scancel.log"]}");
        _programs.Add("sbatch", $"echo x >> {_folder["sbatch.log"]}; [ $(wc -l < {_folder["sbatch.log"]}) -lt 3 ] || exit 1; wc -l < {_folder["sbatch.log"]} | awk '{{ print 100 + $1 }}'");
        _folder.Write("space.yaml", SweptRuns.Space);

        CommandLine.Run(["sweep", "--slurm", "--space", _folder["space.yaml"], "--runs", Runs, .. SweptRuns.Halving]).Exit.ShouldBe(2);

        File.ReadAllText(_folder["scancel.log"]).ShouldBe("101 102\n");
    }

    private Process Task()
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(Root, "slurm.sh")]) { RedirectStandardOutput = true };
        (start.Environment["SLURM_ARRAY_TASK_ID"], start.Environment["SLURM_ARRAY_JOB_ID"]) = ("1", "101");
        return Process.Start(start)!;
    }
}
