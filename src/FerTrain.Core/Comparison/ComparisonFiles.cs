using System.Text;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Core.Comparison;

/// <summary>A comparison as files: comparison.json, comparison.csv with exact figures, and comparison.md to paste.</summary>
public static class ComparisonFiles
{
    private const string Json = "comparison.json";

    public static bool AreIn(string folder) => File.Exists(Path.Combine(folder, Json));

    /// <exception cref="UserError">The folder cannot be written.</exception>
    public static void Write(string folder, RunComparison comparison)
    {
        OutputFolder.Create(folder);
        JsonFile.Write(Path.Combine(folder, Json), comparison);
        AtomicFile.WriteText(Path.Combine(folder, "comparison.csv"), ToCsv(comparison));
        AtomicFile.WriteText(Path.Combine(folder, "comparison.md"), ToMarkdown(comparison));
    }

    public static string ToCsv(RunComparison comparison) =>
        Csv.Text([
        [
            "run", "group", "finished", "model", "parameters", "split", "samples", "epochs", "best_epoch", "best_val_accuracy", "accuracy",
            "standard_error", "leak_free_accuracy", "weighted_f1", "macro_f1", "train_seconds", "images_per_second",
        ],
        .. comparison.Runs.Select(run => new object?[]
        {
            run.Run, run.Group, run.Finished ? "true" : "false", run.Model, run.Parameters, run.Split, run.Samples, run.Epochs, run.BestEpoch, run.BestValAccuracy,
            run.Accuracy, run.StandardError, run.LeakFreeAccuracy, run.WeightedF1, run.MacroF1, run.TrainSeconds, run.ImagesPerSecond,
        })]);

    public static string ToMarkdown(RunComparison comparison)
    {
        var text = new StringBuilder("# Comparison of runs\n\n").Append(Table(ComparisonTable.Runs(comparison)));
        foreach (var note in comparison.Notes)
            text.Append("\n> ").Append(Escape(note)).Append('\n');
        if (comparison.Tests.Count > 0)
        {
            text.Append("\n## McNemar's test\n\n").Append(Table(ComparisonTable.Tests(comparison))).Append('\n');
            foreach (var test in comparison.Tests)
                text.Append("- ").Append(Escape(test.Verdict())).Append('\n');
        }

        if (comparison.Differences.Count > 0)
            text.Append("\n## Settings that differ\n\n").Append(Table(ComparisonTable.Differences(comparison)));
        return text.ToString();
    }

    private static string Table(IReadOnlyList<string[]> rows) =>
        string.Concat(rows.Select(Line).Take(1).Append(Line([":---", .. rows[0].Skip(1).Select(_ => "---:")])).Concat(rows.Skip(1).Select(Line)));

    private static string Line(string[] cells) => $"| {string.Join(" | ", cells.Select(Escape))} |\n";

    private static string Escape(string cell) =>
        string.Concat(cell.Select(c => c is '\\' or '|' or '<' or '*' or '`' ? $"\\{c}" : $"{c}"));
}
