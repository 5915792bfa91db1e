using System.Diagnostics;
using System.Text.RegularExpressions;
using FerTrain.Tests.Architecture;
using static FerTrain.Tests.Scripts.LauncherClone;

namespace FerTrain.Tests.Scripts;

/// <summary>fertrain.cmd against ./fertrain, and the PowerShell that builds for it as PowerShell runs it on this system.</summary>
public sealed partial class WindowsLauncherTests : IDisposable
{
    private static readonly string[] Names = ["TORCH", "LIBTORCH", "NUGET_HTTP_CACHE_PATH", "DOTNET_GCgen0size", "FERTRAIN_COMMAND"];

    private readonly LauncherClone _clone = new("fertrain.cmd", "build/build.ps1");

    public void Dispose() => _clone.Dispose();

    [Fact]
    public void Both_launchers_read_the_same_environment()
    {
        Variables(Text("fertrain")).ShouldBe(Names, ignoreOrder: true);
        Variables(Text("fertrain.cmd") + Text("build/build.ps1")).ShouldBe(Names, ignoreOrder: true);
    }

    [Fact]
    public void Both_limit_the_youngest_generation_to_the_same_size() =>
        GenerationSize().Matches(Text("fertrain.cmd")).Single().Value.ShouldBe(GenerationSize().Matches(Text("fertrain")).Single().Value);

    [Fact]
    public void Both_give_the_same_lines() =>
        Lines().Matches(Text("fertrain")).Select(line => line.Groups["text"].Value).ShouldBeSubsetOf(
            [.. Lines().Matches(Text("build/build.ps1")).Select(line => line.Groups["text"].Value)]);

    [FactWithPowerShell]
    public void It_restores_and_builds_once()
    {
        var first = Launch();
        first.Exit.ShouldBe(0, first.Error);
        first.Error.ShouldBe("fertrain: restoring packages, half a gigabyte at first\nfertrain: building\nfertrain: built FerTrain.Cli\n");
        _clone.Calls().ShouldBe([Restored("cpu"), Built("cpu")]);

        Launch().Error.ShouldBeEmpty();
        File.Exists(_clone["calls"]).ShouldBeFalse();
    }

    [FactWithPowerShell]
    public void An_edit_of_anything_that_the_build_reads_builds_again()
    {
        Launch();
        foreach (var file in FilesThatTheBuildReads.Append("fertrain.cmd"))
        {
            _clone.Calls();
            _clone.Edit(file);
            Launch();
            _clone.Undo(file);
            File.Exists(_clone["calls"]).ShouldBeTrue(file);
        }
    }

    [FactWithPowerShell]
    public void Of_two_at_once_one_builds_and_the_other_waits()
    {
        var runs = new[] { Task.Run(() => Launch()), Task.Run(() => Launch()) };
        Task.WaitAll(runs);

        runs.ShouldAllBe(run => run.Result.Exit == 0);
        _clone.Calls().ShouldBe([Restored("cpu"), Built("cpu")]);
    }

    [FactWithPowerShell]
    public void A_driver_chooses_CUDA_and_TORCH_and_LIBTORCH_decide_otherwise()
    {
        _clone.Tool("nvidia-smi", "#!/usr/bin/env bash\n");

        Launch();
        _clone.Calls().ShouldBe([Restored("cuda"), Built("cuda")]);
        Launch(("TORCH", "cpu"));
        _clone.Calls().ShouldBe([Restored("cpu"), Built("cpu")]);
        Launch(("LIBTORCH", "/opt/torch"));
        _clone.Calls().ShouldBe([Restored("none"), Built("none")]);
    }

    [FactWithPowerShell]
    public void What_fails_is_said_and_tried_again()
    {
        Launch(("TORCH", "gpu")).Error.ShouldBe("fertrain: TORCH=gpu: expected: cpu, cuda\n");
        File.WriteAllText(_clone["unreachable"], "");
        Launch().Error.ShouldEndWith("error NU1101: no such package\nfertrain: the packages cannot be restored\n");
        File.Delete(_clone["unreachable"]);
        File.WriteAllText(_clone["mistaken"], "");
        var run = Launch();
        run.Exit.ShouldBe(1);
        run.Error.ShouldEndWith("error CS1002: ; expected\nfertrain: the build failed\n");

        File.Delete(_clone["mistaken"]);
        Launch().Exit.ShouldBe(0);
    }

    private Bash Launch(params (string Name, string Value)[] choices)
    {
        var start = new ProcessStartInfo("pwsh", ["-NoProfile", "-File", _clone["build/build.ps1"]]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in _clone.Environment([("NUGET_HTTP_CACHE_PATH", _clone["downloads"]), .. choices])) start.Environment[name] = value;
        return Bash.Run(start);
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    private static IEnumerable<string> Variables(string script) =>
        Variable().Matches(script).Select(match => match.Value).Distinct();

    [GeneratedRegex(@"\b(TORCH|LIBTORCH|(DOTNET|NUGET|FERTRAIN)_(?!SYSTEM_|EnableDiagnostics)\w+)\b")] // without .NET's settings for a Linux without libicu, and for its sockets
    private static partial Regex Variable();

    [GeneratedRegex("0x[0-9a-fA-F]+")]
    private static partial Regex GenerationSize();

    /// <summary>What a script says without parts that it fills in.</summary>
    [GeneratedRegex(@"(?:say|die|Say|Stop-With) '(?<text>[^']+)'")]
    private static partial Regex Lines();

    /// <summary>A test of a PowerShell script beside bash, shown as skipped where there is no PowerShell.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWithPowerShellAttribute : FactAttribute
    {
        private static readonly bool IsInstalled = !OperatingSystem.IsWindows() && ExternalProgram.Start("pwsh", "-NoProfile", "-Command", "exit").ExitCode == 0;

        public FactWithPowerShellAttribute()
        {
            if (!IsInstalled) Skip = "needs PowerShell 7 on Linux";
        }
    }
}
