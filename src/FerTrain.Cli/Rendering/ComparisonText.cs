using FerTrain.Core.Comparison;

namespace FerTrain.Cli.Rendering;

/// <summary>What a person reads after a comparison: the runs, what to mind, the tests and their verdicts, the settings that differ.</summary>
internal static class ComparisonText
{
    public static void Write(Terminal terminal, RunComparison comparison)
    {
        var output = terminal.Output;
        TextTable.Write(terminal, ComparisonTable.Runs(comparison));
        output.WriteLine();
        WriteAll(output, comparison.Notes);
        if (comparison.Tests.Count > 0)
        {
            output.WriteLine("McNemar's test:");
            foreach (var line in TextTable.Lines(ComparisonTable.Tests(comparison), "ll"))
                output.WriteLine(line);
            output.WriteLine();
            WriteAll(output, comparison.Tests.Select(test => $"{test.Verdict()} (p {(test.PValue < 0.001 ? "" : "= ")}{ComparisonTable.PValue(test.PValue)})."));
        }

        if (comparison.Differences.Count == 0) return;
        output.WriteLine("Settings that differ:");
        TextTable.Write(terminal, ComparisonTable.Differences(comparison));
        output.WriteLine();
    }

    private static void WriteAll(TextWriter output, IEnumerable<string> sentences)
    {
        var lines = sentences.ToArray();
        foreach (var line in lines)
            output.WriteLine(line);
        if (lines.Length > 0) output.WriteLine();
    }
}
