using System.CommandLine;

namespace FerTrain.Cli.Verbs;

/// <summary>Options that several verbs share.</summary>
internal static class SharedOptions
{
    public static Option<string> Runs() => new("--runs") { Description = "Where run directories go.", DefaultValueFactory = _ => "runs" };

    public static Option<string> Device() => new("--device") { Description = "auto, cpu, cuda or cuda:N.", DefaultValueFactory = _ => "auto" };

    public static Option<bool> Json() => new("--json") { Description = "One JSON object on standard output, everything else on standard error." };
}
