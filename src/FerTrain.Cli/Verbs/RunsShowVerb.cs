using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using static System.FormattableString;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain runs show RUN</c></summary>
internal static class RunsShowVerb
{
    public static Command Create(Terminal terminal)
    {
        var name = new Argument<string?>("run")
        {
            Description = "A run, by its directory, name or a unique part of its name; the newest without it.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("show", "Show a run: its score, what its config changes, its files, and the commands that made it and that use it.",
            "fertrain runs show",
            "fertrain runs show mini_xception --json") { name, runs, json };
        verb.SetAction(parse =>
        {
            var folder = parse.GetValue(runs)!;
            var shown = ShownRun.Of(parse.GetValue(name) is { } asked ? RunFinder.Find(asked, folder) : Newest(folder));
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, shown);
            else
                shown.WriteText(terminal);
        });
        return verb;
    }

    private static RunDirectory Newest(string runs) => RunFinder.All(runs).LastOrDefault() ?? throw new UserError($"Runs folder '{runs}': no run in it.");
}

/// <summary>What there is to say about one run.</summary>
internal sealed record ShownRun
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required RunState State { get; init; }

    public required string Model { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required string Device { get; init; }

    /// <summary>Null of an ensemble, whose members have epochs.</summary>
    public int? EpochsRun { get; init; }

    public int? BestEpoch { get; init; }

    public required double TrainSeconds { get; init; }

    /// <summary>The scores of the checkpoint that the config scores; null before the run is finished.</summary>
    public SplitScore? Test { get; init; }

    /// <summary>The keys that differ from the defaults, with their values.</summary>
    public required IReadOnlyDictionary<string, string> Config { get; init; }

    /// <summary>The files, as paths in the run's directory.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public required long Bytes { get; init; }

    /// <summary>The commands that trained it and that resumed it.</summary>
    public required IReadOnlyList<string> Commands { get; init; }

    /// <summary>The commands that can follow.</summary>
    public required IReadOnlyList<string> Next { get; init; }

    /// <exception cref="UserError">A file of the run is missing or damaged.</exception>
    public static ShownRun Of(RunDirectory run)
    {
        var record = RunRecord.Read(run);
        var files = RunFiles.Of(run);
        var state = RunStates.Of(run);
        return new ShownRun
        {
            Name = record.Name,
            Path = run.Root,
            State = state,
            Model = record.Model,
            StartedAt = record.Environment.StartedAt,
            Device = record.Environment.Gpu ?? record.Environment.Device,
            EpochsRun = record.Ensemble is null ? record.History.Count : null,
            BestEpoch = record.Best?.Epoch,
            TrainSeconds = record.TrainSeconds,
            Test = record.Summary?.Test ?? (record is { Ensemble: not null, Evaluation: { } scored } ? SplitScore.Of(scored) : null),
            Config = record.Changes(),
            Files = [.. files.Select(file => SlashedPath.Of(run.Root, file.FullName)).Order(StringComparer.Ordinal)],
            Bytes = files.Sum(file => file.Length),
            Commands = record.Environment.Commands(),
            Next = state switch
            {
                RunState.Finished when record.Ensemble is null => [.. NextSteps.Of(run, record.Config)],
                RunState.Unfinished => [ProgramCommand.Of(["train", "--resume", run.Root])],
                _ => [],
            },
        };
    }

    public void WriteText(Terminal terminal)
    {
        var output = terminal.Output;
        output.WriteLine(terminal.Style.Bold(Printable.Line($"{Path}: {EnumName.Of(State)}")));
        TextTable.Write(output,
        [
            ["model", Model],
            ["started", Invariant($"{StartedAt:yyyy-MM-dd HH:mm:ss}, on {Device}")],
            EpochsRun is { } epochs
                ? ["epochs", Invariant($"{epochs}{(BestEpoch is { } best ? $", the best is {best}" : "")}; {TrainSeconds:N0} s of training")]
                : ["training", Invariant($"{TrainSeconds:N0} s of all members")],
            .. Test is { } test ? [[EnumName.Of(test.Split), Score(test)]] : Array.Empty<string[]>(),
            ["size", $"{FileSize.Text(Bytes)} in {Counted.Of(Files.Count, "file")}"],
        ], alignment: "ll");
        WriteList(output, "config, where it differs from the defaults:", Config.Select(key => $"{key.Key}={key.Value}"));
        WriteList(output, "files:", Files);
        WriteList(output, "trained by:", Commands);
        WriteList(output, "next:", Next);
    }

    private static string Score(SplitScore test) =>
        $"accuracy {MetricFormat.Percent.Number(test.Accuracy)} ± {MetricFormat.Percent.Text(test.StandardError)} on {Counted.Of(test.Samples, "sample")}"
        + (test.LeakFreeAccuracy is { } leakFree ? $", {MetricFormat.Percent.Text(leakFree)} leak-free" : "");

    private static void WriteList(TextWriter output, string heading, IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        if (all.Length == 0) return;
        output.WriteLine();
        output.WriteLine(heading);
        foreach (var line in all)
            output.WritePrintable($"  {line}");
    }
}
