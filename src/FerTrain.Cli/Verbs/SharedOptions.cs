using System.CommandLine;

namespace FerTrain.Cli.Verbs;

/// <summary>Options that several verbs share.</summary>
internal static class SharedOptions
{
    /// <param name="files">What a verb takes beside a run directory.</param>
    public static Option<string?> Checkpoint(string files) => new("--checkpoint") { Description = $"{files} or a run directory; the newest run's best without it." };

    public static Option<string> Runs() => new("--runs") { Description = "Where run directories go.", DefaultValueFactory = _ => "runs" };

    public static Option<string> Device() => new("--device") { Description = "auto, cpu, cuda, cuda:N or, on macOS, mps.", DefaultValueFactory = _ => "auto" };

    public static Option<int?> Threads() => new("--threads") { Description = "Threads that compute on the CPU; without it one a core." };

    public static Option<bool> Json() => new("--json") { Description = "One JSON object on standard output, everything else on standard error." };
}
