using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Runs;

public class RunDirectoryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 15, 0, TimeSpan.FromHours(1));

    [Fact]
    public void A_run_is_named_after_its_start_or_the_next_second_where_that_is_taken()
    {
        using var folder = new TempFolder();
        string Create() => Path.GetRelativePath(folder.Root, RunDirectory.Create(folder["runs"], "mini_xception", Now).Root);
        Create().ShouldBe(Path.Combine("runs", "20261120_181500_mini_xception"));
        Create().ShouldBe(Path.Combine("runs", "20261120_181501_mini_xception"));
        Create().ShouldBe(Path.Combine("runs", "20261120_181502_mini_xception"));
    }

    [Theory]
    [InlineData("20261120_181500_mini", "mini")]
    [InlineData("20261120_181500__probe", "_probe")]
    [InlineData("zzz_backup", "zzz_backup")]
    public void The_time_before_a_name_can_be_removed(string folder, string name) => RunDirectory.NameWithoutTime(folder).ShouldBe(name);

    [Theory]
    [InlineData("runs/a/checkpoints/best.pt")]
    [InlineData(@"runs\a\checkpoints\best.pt")]
    [InlineData("best.pt")]
    public void Paths_that_any_system_recorded_have_a_last_part(string recorded) => RunDirectory.LastPart(recorded).ShouldBe("best.pt");

    [Fact]
    public void Runs_that_start_together_get_folders_of_their_own()
    {
        using var folder = new TempFolder();
        var roots = Enumerable.Range(0, 32).AsParallel().WithDegreeOfParallelism(8)
            .Select(_ => RunDirectory.Create(folder.Root, "a", Now).Root).ToArray();
        roots.Distinct().Count().ShouldBe(32);
    }

    [Fact]
    public void Everything_has_its_documented_place()
    {
        using var folder = new TempFolder();
        var run = RunDirectory.Create(folder.Root, "a", Now);
        string Relative(string path) => Path.GetRelativePath(run.Root, path).Replace('\\', '/');
        new[] { run.Config, run.Environment, run.Summary, run.Metrics, run.BestCheckpoint, run.LastCheckpoint, run.EvalFolder(SplitName.Test), run.Plots }
            .Select(Relative)
            .ShouldBe(["config.yaml", "environment.json", "summary.json", "metrics.csv", "checkpoints/best.pt", "checkpoints/last.pt", "eval/test", "plots"]);
        Directory.Exists(Path.GetDirectoryName(run.BestCheckpoint)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a b")]
    [InlineData("a\\b")]
    public void A_name_that_is_no_folder_name_is_refused(string name)
    {
        using var folder = new TempFolder();
        Should.Throw<UserError>(() => RunDirectory.Create(folder.Root, name, Now)).Message.ShouldStartWith($"Run name '{name}': expected letters");
    }

    [Fact]
    public void A_runs_folder_that_is_a_file_is_named()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["runs"], "");
        Should.Throw<UserError>(() => RunDirectory.Create(folder["runs"], "a", Now)).Message.ShouldContain($"'{folder["runs"]}' cannot be written");
    }

    [Fact]
    public void A_run_is_found_by_its_folder_and_by_any_file_in_it()
    {
        using var folder = new TempFolder();
        var run = RunDirectory.Create(folder.Root, "a", Now);
        Directory.CreateDirectory(run.EvalFolder(SplitName.Test));
        var report = Path.Combine(run.EvalFolder(SplitName.Test), "metrics.json");
        foreach (var file in new[] { run.LastCheckpoint, run.Config, report })
        {
            File.WriteAllText(file, "");
            RunDirectory.Open(file).Root.ShouldBe(run.Root);
        }

        RunDirectory.Open(run.Root).Root.ShouldBe(run.Root);
        RunDirectory.Open(run.Root + "/").Root.ShouldBe(run.Root);
        RunDirectory.Open(Path.GetDirectoryName(run.BestCheckpoint)!).Root.ShouldBe(run.Root);
    }

    [Fact]
    public void A_folder_that_is_no_run_hides_none_of_its_name()
    {
        using var folder = new TempFolder();
        var run = RunDirectory.Create(folder["runs"], "faces", Now);
        var name = Path.GetRelativePath(Environment.CurrentDirectory, Directory.CreateDirectory($"{Guid.NewGuid():N}_faces").FullName);
        try
        {
            Directory.Move(run.Root, folder[$"runs/20261120_181500_{name}"]);
            RunFinder.Find(name, folder["runs"]).Root.ShouldBe(folder[$"runs/20261120_181500_{name}"]);
            Should.Throw<UserError>(() => RunFinder.Find(name, folder["nowhere"])).Message.ShouldStartWith($"'{name}' is no run directory");
        }
        finally
        {
            Directory.Delete(name);
        }
    }

    [Fact]
    public void A_path_outside_any_run_is_named()
    {
        using var folder = new TempFolder();
        Should.Throw<UserError>(() => RunDirectory.Open(folder["no"])).Message.ShouldBe($"Run '{folder["no"]}': no such file or folder.");
        Should.Throw<UserError>(() => RunDirectory.Open(folder.Root)).Message.ShouldContain($"'{folder.Root}' is no run directory");
    }

    [Fact]
    public void A_folder_without_times_in_its_names_has_no_latest_run()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Root, "renamed", "checkpoints")).FullName, "best.pt"), "");

        RunFinder.LatestIfThere(folder.Root).ShouldBeNull();
        Should.Throw<UserError>(() => RunFinder.Latest(folder.Root)).Message.ShouldEndWith("no run in it has checkpoints/best.pt and a name that begins with its time.");
    }

    [Fact]
    public void The_latest_run_is_the_newest_with_a_best_checkpoint()
    {
        using var folder = new TempFolder();
        string Finished(string name, int startMinute, int endMinute)
        {
            var run = RunDirectory.Create(folder.Root, name, Now.AddMinutes(startMinute));
            File.WriteAllText(run.BestCheckpoint, "");
            File.SetLastWriteTimeUtc(run.BestCheckpoint, Now.AddMinutes(endMinute).UtcDateTime);
            return run.Root;
        }

        Finished("earlier", -10, 9);
        Finished("svm", 0, 1);
        var newest = Finished("knn", 0, 2);
        Finished("mlp", 0, 1);
        RunDirectory.Create(folder.Root, "unfinished", Now.AddMinutes(5));
        Directory.CreateDirectory(folder["zzz_backup/checkpoints"]);
        File.WriteAllText(folder["zzz_backup/checkpoints/best.pt"], "");

        RunFinder.Latest(folder.Root).Root.ShouldBe(newest);
    }

    [Fact]
    public void Without_a_finished_run_the_runs_folder_is_named()
    {
        using var folder = new TempFolder();
        Should.Throw<UserError>(() => RunFinder.Latest(folder["runs"])).Message.ShouldContain("no such folder");
        RunDirectory.Create(folder["runs"], "a", Now);
        Should.Throw<UserError>(() => RunFinder.Latest(folder["runs"])).Message.ShouldContain("no run in it has checkpoints/best.pt");
    }

    [Fact]
    public void A_run_is_trained_by_one_process_at_a_time()
    {
        using var folder = new TempFolder();
        var run = RunDirectory.Create(folder.Root, "mini", new DateTimeOffset(2026, 11, 20, 18, 15, 0, TimeSpan.Zero));
        var leftover = folder.Write(Path.Combine(Path.GetFileName(run.Root), "checkpoints", $"last.pt.{Guid.NewGuid():N}.tmp"), "of a process that was killed");

        using (run.Claim())
            Should.Throw<UserError>(() => run.Claim()).Message.ShouldStartWith($"Run '{run.Root}' cannot be trained: ");

        run.Claim().Dispose();
        File.Exists(Path.Combine(run.Root, ".lock")).ShouldBeFalse();
        File.Exists(leftover).ShouldBeFalse();
    }
}
