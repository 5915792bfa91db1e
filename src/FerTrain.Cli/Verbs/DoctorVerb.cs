using System.CommandLine;
using FerTrain.Cli.Doctor;
using FerTrain.Cli.Rendering;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain doctor</c></summary>
internal static class DoctorVerb
{
    private const int LeastWidth = 60;

    public static Command Create(Terminal terminal)
    {
        var (runs, json) = (SharedOptions.Runs(), SharedOptions.Json());
        var probe = new Option<string?>("--probe") { Description = "Load one library and describe it.", Hidden = true };
        var verb = new Verb("doctor", "Check what this machine has, and what it costs to lack the rest. Exits with 1 if no model can be trained.",
            "fertrain doctor",
            "fertrain doctor --json") { runs, json, probe };
        verb.SetAction(parse =>
        {
            if (parse.GetValue(probe) is { } name)
            {
                terminal.Output.WriteLine(Probe.Load(name));
                return 0;
            }

            var findings = Checkup.Run(parse.GetValue(runs)!);
            var canTrain = findings.All(finding => finding.Grade != Grade.Broken);
            if (parse.GetValue(json))
                JsonOutput.Write(terminal.Output, new { CanTrain = canTrain, Findings = findings });
            else
                Print(terminal, findings, canTrain);
            return canTrain ? 0 : 1;
        });
        return verb;
    }

    private static void Print(Terminal terminal, IReadOnlyList<Finding> findings, bool canTrain)
    {
        var (output, style) = (terminal.Output, terminal.Style);
        var indent = findings.Max(finding => finding.Name.Length) + "missing".Length + 4;
        var width = Math.Max(terminal.IsInteractive ? terminal.Width : WrappedText.Width, LeastWidth) - indent;
        foreach (var finding in findings)
        {
            var mark = finding.Grade switch
            {
                Grade.Good => style.Green("ok     "),
                Grade.Limited => style.Yellow("missing"),
                _ => style.Red("broken "),
            };
            string[] lines = [.. Wrapped("", finding.Found), .. Wrapped("costs: ", finding.Cost), .. Wrapped("get it: ", finding.Remedy)];
            output.WriteLine($"{mark}  {finding.Name.PadRight(indent - "missing".Length - 4)}  {lines[0]}");
            foreach (var line in lines.Skip(1))
                output.WriteLine(new string(' ', indent) + line);
        }

        output.WriteLine();
        output.WriteLine(canTrain ? "Models can be trained here." : "No model can be trained here: what is marked as broken comes first.");

        IEnumerable<string> Wrapped(string prefix, string? text) => text is null ? [] : WrappedText.Lines(prefix + text, width);
    }
}
