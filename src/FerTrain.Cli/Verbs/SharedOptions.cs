using System.CommandLine;

namespace FerTrain.Cli.Verbs;

/// <summary>Creates the options that several verbs share.</summary>
internal static class SharedOptions
{
    /// <param name="files">The files that a verb takes beside a run directory.</param>
    public static Option<string?> Checkpoint(string files) => new("--checkpoint") { Description = $"{files} or a run, by its folder, name or a unique part of its name; by default the newest run's best." };

    public static Option<string> Runs() => new("--runs") { Description = "Folder of the run directories.", DefaultValueFactory = _ => "runs" };

    public static Option<string> Device() => new("--device") { Description = "auto, cpu, gpu, cuda:N or, on macOS, mps.", DefaultValueFactory = _ => "auto" };

    public static Option<int?> Threads() => new("--threads") { Description = "CPU threads; by default one per core." };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON object to standard output and everything else to standard error." };
}
