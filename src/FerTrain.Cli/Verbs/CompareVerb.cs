using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Comparison;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;
using FerTrain.Figures;
using FerTrain.Reports;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain compare RUN… [--out DIR]</c></summary>
internal static class CompareVerb
{
    public static Command Create(Terminal terminal)
    {
        var names = new Argument<string[]>("run")
        {
            Description =
                "Directories of runs, ensembles and sweeps, which stand for their runs, their names in --runs or unique parts of these, or checkpoints in them.",
            Arity = ArgumentArity.OneOrMore,
        };
        var target = new Option<string?>("--out") { Description = "Folder of the comparison; comparison_DATE_TIME in --runs without it." };
        var (runs, formats, json) = (SharedOptions.Runs(), SharedOptions.Formats(), SharedOptions.Json());
        var verb = new Verb("compare", "Compare runs: scores with their standard errors, McNemar's test of each pair, settings that differ, curves.",
            "fertrain compare mini_xception simple_cnn",
            "fertrain compare 20261120_181500_mini_xception 20261121_090000_simple_cnn --out report --json") { names, target, runs, formats, json };
        verb.SetAction((parse, cancel) =>
        {
            var formatsOfFigures = SharedOptions.FormatsOf(parse, formats, new());
            SharedOptions.RequireNoReport(parse.GetValue(target));
            var runsFolder = parse.GetValue(runs)!;
            var named = NamedRuns([.. parse.GetRequiredValue(names).SelectMany(name => RunsOf(name, runsFolder))], terminal);
            var (records, comparison) = Interruptible.Run(() => Compared(named, runsFolder), cancel);
            var folder = parse.GetValue(target) ?? NewFolder(runsFolder);
            var report = Path.Combine(folder, "report.html");
            ComparisonFigures.DeleteEarlier(folder);
            ComparisonFiles.Write(folder, comparison);
            ComparisonFigures.Write(folder, comparison, records, formatsOfFigures, cancel);
            AtomicFile.WriteText(report, ComparisonReport.Text(comparison, records));
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, comparison);
            else
                ComparisonText.Write(terminal, comparison);
            var output = parse.GetValue(json) ? terminal.Error : terminal.Output;
            output.WritePrintable($"Report: {report}");
            output.WritePrintable($"Tables and figures: {folder}");
            return Task.FromResult(0);
        });
        return verb;
    }

    private static (RunRecord[] Records, RunComparison Comparison) Compared(string[] names, string runsFolder)
    {
        var records = Array.ConvertAll(names, name => RunRecord.Read(RunFinder.Find(name, runsFolder)));
        return (records, RunComparison.Of(records));
    }

    /// <summary>A sweep stands for its runs.</summary>
    private static string[] RunsOf(string name, string runsFolder)
    {
        var isSweep = Sweep.IsIn(name) || Sweep.IsIn(Path.Combine(runsFolder, name)) || (!RunFinder.IsNamed(name, runsFolder) && Sweep.IsNamed(name, runsFolder));
        if (!isSweep) return [name];
        string[] runs = [.. Sweep.Open(name, runsFolder).Progress().Trials.Where(trial => trial.Run is not null).Select(trial => trial.Run!.Root)];
        return runs.Length > 0 ? runs : throw new UserError($"Sweep '{name}' has no run with a checkpoint yet.");
    }

    private static string NewFolder(string runsFolder)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"comparison_{TimeProvider.System.GetLocalNow():yyyyMMdd_HHmmss}");
        return NumberedPath.Free(Path.Combine(runsFolder, name));
    }

    /// <summary>Leaves out earlier comparisons and searches for a learning rate, which <c>runs/*</c> matches too.</summary>
    private static string[] NamedRuns(string[] names, Terminal terminal)
    {
        var others = names.Where(name => ComparisonFiles.AreIn(name) || TrainMeasurement.IsIn(name)).ToArray();
        foreach (var folder in others)
            terminal.Error.WritePrintable($"{folder}: left out, since it is a {(TrainMeasurement.IsIn(folder) ? "search for a learning rate" : "comparison")} and not a run");
        return names.Where(name => !others.Contains(name)).ToArray() is { Length: > 0 } runs
            ? runs
            : throw new UserError("compare got no run. Expected: one or more.");
    }
}
