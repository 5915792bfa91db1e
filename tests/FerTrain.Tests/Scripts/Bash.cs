using System.Diagnostics;
using FerTrain.Tests.Architecture;

namespace FerTrain.Tests.Scripts;

/// <summary>A script's run: exit code, standard output and standard error.</summary>
internal sealed record Bash(int Exit, string Output, string Error)
{
    public static bool IsInstalled { get; } = ExternalProgram.Start("bash", "-c", "").ExitCode == 0;

    public static string Script(string name) => Path.Combine(Repository.Root, "scripts", name);

    public static Bash Run(string script, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("bash", [script, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Run(start);
    }

    public static Bash Run(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}
