using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain runs list</c></summary>
internal static class RunsListVerb
{
    public static Command Create(Terminal terminal)
    {
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var verb = new Verb("list", "List the runs and ensembles, the newest first: model, accuracy on the test split, state, size.",
            "fertrain runs list",
            "fertrain runs list --runs experiments --json") { runs, json };
        verb.SetAction(parse =>
        {
            var listed = RunFinder.AllWithEnsembles(parse.GetValue(runs)!).Reverse().Select(RunOverview.Of).ToArray();
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, listed);
            else if (listed.Length == 0)
                terminal.Output.WritePrintable($"No run in {parse.GetValue(runs)}.");
            else
                TextTable.Write(terminal,
                [
                    ["run", "model", "accuracy %", "state", "size"],
                    .. listed.Select(run => new[] { run.Name, run.Model ?? "?", run.Accuracy, EnumName.Of(run.State), FileSize.Text(run.Bytes) }),
                ], "lllll");
        });
        return verb;
    }
}
