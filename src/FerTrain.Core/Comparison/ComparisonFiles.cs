using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Comparison;

/// <summary>A comparison as files: comparison.json, comparison.csv and mcnemar.csv with exact values, comparison.md and comparison.tex to paste.</summary>
internal static class ComparisonFiles
{
    private const string Json = "comparison.json";

    public static bool AreIn(string folder) => File.Exists(Path.Combine(folder, Json));

    /// <exception cref="UserError">The folder cannot be written.</exception>
    public static void Write(string folder, RunComparison comparison)
    {
        OutputFolder.Create(folder);
        JsonFile.Write(Path.Combine(folder, Json), comparison);
        AtomicFile.WriteText(Path.Combine(folder, "comparison.csv"), ToCsv(comparison));
        AtomicFile.WriteText(Path.Combine(folder, "mcnemar.csv"), TestsToCsv(comparison));
        AtomicFile.WriteText(Path.Combine(folder, "comparison.md"), ToMarkdown(comparison));
        AtomicFile.WriteText(Path.Combine(folder, "comparison.tex"), ComparisonLatex.Text(comparison));
    }

    /// <summary>Has the keys of the JSON's tests as columns.</summary>
    public static string TestsToCsv(RunComparison comparison) => Csv.Text(
    [
        ["a", "b", "only_a", "only_b", "difference", "method", "p_value", "adjusted_p_value", "seeds", "significant"],
        .. comparison.Tests.Select(test => (object?[])
            [test.A, test.B, test.OnlyA, test.OnlyB, test.Difference, EnumName.Of(test.Method), test.PValue, test.AdjustedPValue, string.Join(' ', test.Seeds ?? []), test.Significant ? "true" : "false"]),
    ]);

    /// <summary>Has the keys of the JSON as columns, without the paths of the runs.</summary>
    public static string ToCsv(RunComparison comparison)
    {
        var runs = comparison.Runs
            .Select(run => JsonSerializer.SerializeToNode(run, JsonFile.Options)!.AsObject().Where(value => value.Key != "path").ToArray())
            .ToArray();
        return Csv.Text([runs[0].Select(value => value.Key), .. runs.Select(run => run.Select(value => Cell(value.Value)))]);
    }

    /// <summary>Gives numbers as such: a text that begins with a minus sign is quoted, for a spreadsheet would run it.</summary>
    private static object? Cell(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : value?.ToString();

    public static string ToMarkdown(RunComparison comparison)
    {
        var text = new StringBuilder("# Comparison of runs\n\n").Append(MarkdownTable.Text(ComparisonTable.Runs(comparison)));
        foreach (var note in comparison.Baselines.Concat(comparison.Notes))
            text.Append("\n> ").Append(MarkdownTable.Escaped(note)).Append('\n');
        if (comparison.Tests.Count > 0)
        {
            text.Append("\n## McNemar's test\n\n").Append(MarkdownTable.Text(ComparisonTable.Tests(comparison))).Append('\n');
            foreach (var test in comparison.Tests)
                text.Append("- ").Append(MarkdownTable.Escaped(test.Verdict())).Append('\n');
        }

        if (comparison.Differences.Count > 0)
            text.Append("\n## Settings that differ\n\n").Append(MarkdownTable.Text(ComparisonTable.Differences(comparison)));
        return text.ToString();
    }
}
