using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Reports;

/// <summary>The parts of a page that another person needs to repeat a run.</summary>
internal static class RecordSections
{
    public static XElement Repeat(RunRecord run)
    {
        var environment = run.Environment;
        return Commands(
            Html.Tag("p", "The run's config holds every key, so this trains the same network on the same faces again:"),
            Html.Code(Train(run)),
            Html.Tag("p", "This scores its checkpoint again:"),
            Html.Code(Evaluate(run)),
            Html.Tag("p", "The run was started with"),
            Html.Code(ProgramCommand.Of(environment.CommandLine)),
            environment.Resumed.Count > 0 ? Html.Tag("p", "and resumed with") : null,
            environment.Resumed.Select(session => Html.Code(ProgramCommand.Of(session.CommandLine))),
            environment.GitCommit is { } commit ? Html.Tag("p", "in a checkout of ", Html.Tag("code", commit), ".") : null);
    }

    /// <summary>Makes the section of commands to paste.</summary>
    public static XElement Commands(params object?[] content)
    {
        var section = Html.Section("Repeat it", content);
        section.Add(Html.Class("commands"));
        return section;
    }

    /// <summary>Gives the command that trains a run's network again, or an ensemble's, whose config names its members alone.</summary>
    public static string Train(RunRecord run) => ProgramCommand.Of(run.Ensemble is null
        ? ["train", "--config", run.Directory.Config, "--device", run.Environment.Device]
        : run.Environment.CommandLine);

    public static XElement Settings(RunRecord run)
    {
        var yaml = run.Ensemble is null ? ConfigFile.ToYaml(run.Config) : File.ReadAllText(run.Directory.Config);
        var section = Html.Section("Config", Html.Code(yaml.TrimEnd()));
        section.Add(Html.Class("settings"));
        return section;
    }

    public static XElement Environment(RunRecord run)
    {
        var e = run.Environment;
        var table = Html.Table("Environment of the run",
        [
            ["item", "value"],
            ["FerTrain", e.FertrainVersion + (e.GitCommit is { } commit ? $", commit {commit}" : "")],
            ["runtime", e.Runtime],
            ["libtorch", e.LibtorchVersion + (e.LibtorchSource is { } source ? $", {source}" : "")],
            ["operating system", e.OperatingSystem],
            ["device", e.Gpu is { } gpu ? $"{e.Device}, {gpu}" : e.Device],
            ["processor", string.Create(CultureInfo.InvariantCulture, $"{e.Cpu}, {Counted.Of(e.Cores, "core")}, {Counted.Of(e.Threads, "thread")} for libtorch")],
            ["started", e.StartedAt.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)],
            ["data fingerprint", e.DataFingerprint],
            ["folder", run.Directory.Root],
            .. run.Summary is { } summary
                ? new object[][] { ["stopped by", EnumName.Of(summary.StoppedBy).Replace('_', ' ')], ["peak memory", Memory(summary)] }
                : [],
        ]);
        table.SetAttributeValue("class", "scroll texts");
        return Html.Section("Environment", table);
    }

    private static string Memory(RunSummary summary) => string.Create(CultureInfo.InvariantCulture,
        $"{summary.PeakMemoryBytes >> 20:N0} MiB");

    private static string Evaluate(RunRecord run)
    {
        string[] command = ["eval", "--checkpoint", run.Directory.Root];
        return ProgramCommand.Of(run.Evaluation is { } scored ? [.. command, "--split", EnumName.Of(scored.Split), "--tta", EnumName.Of(scored.Tta)] : command);
    }
}
