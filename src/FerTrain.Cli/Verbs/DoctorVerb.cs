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
        var width = Math.Max(terminal.IsInteractive ? terminal.Width : 80, LeastWidth) - indent;
        foreach (var finding in findings)
        {
            var mark = finding.Grade switch
            {
                Grade.Good => style.Green("ok     "),
                Grade.Limited => style.Yellow("missing"),
                _ => style.Red("broken "),
            };
            string[] lines = [.. Lines(finding.Found, width), .. Lines(Prefixed("costs: ", finding.Cost), width), .. Lines(Prefixed("get it: ", finding.Remedy), width)];
            output.WriteLine($"{mark}  {finding.Name.PadRight(indent - "missing".Length - 4)}  {lines[0]}");
            foreach (var line in lines.Skip(1))
                output.WriteLine(new string(' ', indent) + line);
        }

        output.WriteLine();
        output.WriteLine(canTrain ? "Models can be trained here." : "No model can be trained here: what is marked as broken comes first.");
    }

    private static string Prefixed(string prefix, string? text) => text is null ? "" : prefix + text;

    /// <summary>Breaks a text into lines between words; a longer word, such as a path, stays whole.</summary>
    private static IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        if (line.Length > 0) yield return line;
    }
}
