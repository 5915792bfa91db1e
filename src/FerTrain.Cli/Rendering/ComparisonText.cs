using FerTrain.Core.Comparison;

namespace FerTrain.Cli.Rendering;

/// <summary>Prints a comparison: the runs, notes on them, the tests with their verdicts, and the settings that differ.</summary>
internal static class ComparisonText
{
    public static void Write(Terminal terminal, RunComparison comparison)
    {
        var output = terminal.Output;
        TextTable.Write(terminal, ComparisonTable.Runs(comparison));
        output.WriteLine();
        WriteAll(output, [.. comparison.Baselines, .. comparison.Notes]);
        if (comparison.Tests.Count > 0)
        {
            output.WriteLine("McNemar's test:");
            foreach (var line in TextTable.Lines(ComparisonTable.Tests(comparison), "ll"))
                output.WritePrintable(line);
            output.WriteLine();
            WriteAll(output, comparison.Tests.Select(ComparisonTable.Verdict));
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
            output.WritePrintable(line);
        if (lines.Length > 0) output.WriteLine();
    }
}
