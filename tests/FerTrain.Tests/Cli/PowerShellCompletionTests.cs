namespace FerTrain.Tests.Cli;

/// <summary>The printed script in PowerShell, whose TabExpansion2 is what the Tab key calls.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class PowerShellCompletionTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TheoryWithPowerShell]
    [InlineData("fertrain mod", "models")]
    [InlineData("fertrain models ", "models optimizer.lr= train.precision=bfloat16")] // the stub answers alike, whatever it is asked
    [InlineData("fertrain train --json optimizer.l", "optimizer.lr=")]
    [InlineData("fertrain train train.precision=b", "train.precision=bfloat16")]
    public void It_completes_what_is_typed(string typed, string expected)
    {
        var script = _folder.Write("completions.ps1", CommandLine.Run("completions", "pwsh").Output);
        var asked = _folder["asked"];
        var tool = _folder.Write("fertrain", $"#!/usr/bin/env bash\nprintf '%s\\n' \"$@\" >'{asked}'\nprintf '%s\\n' models optimizer.lr= train.precision=bfloat16\n");
        _ = ExternalProgram.Start("chmod", "+x", tool);

        var (exit, output) = ExternalProgram.Start(
            "pwsh", "-NoProfile", "-Command",
            $"$env:PATH = '{_folder.Root}:' + $env:PATH; . '{script}'; (TabExpansion2 '{typed}' {typed.Length}).CompletionMatches.CompletionText -join ' '");

        output.Trim().ShouldBe(expected);
        exit.ShouldBe(0);
        var line = typed["fertrain ".Length..];
        File.ReadAllText(asked).ShouldBe($"[suggest:{line.Length}]\n{line}\n");
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class TheoryWithPowerShellAttribute : TheoryAttribute
    {
        private static readonly bool IsInstalled = !OperatingSystem.IsWindows() && ExternalProgram.Start("pwsh", "-NoProfile", "-Command", "exit").ExitCode == 0;

        public TheoryWithPowerShellAttribute()
        {
            if (!IsInstalled) Skip = "needs PowerShell 7 on Linux";
        }
    }
}
