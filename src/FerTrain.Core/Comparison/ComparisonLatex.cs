using System.Text;
using FerTrain.Core.Metrics;
using static System.FormattableString;

namespace FerTrain.Core.Comparison;

/// <summary>A comparison as a table for a paper, in LaTeX with the package booktabs.</summary>
internal static class ComparisonLatex
{
    public static string Text(RunComparison comparison)
    {
        Metric[] compared = [.. Metric.All.Where(metric => metric.IsCompared)];
        var text = new StringBuilder("% \\usepackage{booktabs}\n");
        Line(text, Invariant($"\\begin{{tabular}}{{llrrr{new string('r', compared.Length)}}}"), "\\toprule");
        Row(text, ["run", "model", "parameters", "accuracy (\\%)", "leak-free (\\%)", .. compared.Select(metric => Escape(metric.Name))]);
        foreach (var group in comparison.Runs.GroupBy(run => run.Group).OrderBy(group => group.Key))
        {
            Line(text, "\\midrule");
            foreach (var run in group)
                Row(text, Cells(run, compared));
        }

        Line(text, "\\bottomrule", "\\end{tabular}");
        foreach (var note in comparison.Baselines.Concat(comparison.Notes).Concat(comparison.Tests.Select(ComparisonTable.Verdict)))
            Line(text, $"% {note.ReplaceLineEndings(" ")}");
        return text.ToString();
    }

    private static string[] Cells(ComparedRun run, Metric[] compared) =>
    [
        Escape(run.Run), Escape(run.Model), run.Parameters is { } parameters ? Invariant($"{parameters:N0}").Replace(",", "\\,", StringComparison.Ordinal) : "--",
        run is { StandardError: { } error } && run.Scores[Metric.Accuracy] is { } accuracy
            ? $"${MetricFormat.Percent.Number(accuracy)} \\pm {MetricFormat.Percent.Number(error)}$" : "--",
        run.LeakFreeAccuracy is { } leakFree ? MetricFormat.Percent.Number(leakFree) : "--",
        .. compared.Select(metric => run.Scores[metric] is { } score ? metric.Format.Number(score) : "--"),
    ];

    private static void Row(StringBuilder text, string[] cells) => Line(text, $"{string.Join(" & ", cells)} \\\\");

    private static void Line(StringBuilder text, params string[] lines) => text.Append(string.Concat(lines.Select(line => $"{line}\n")));

    internal static string Escape(string name) => string.Concat(name.Select(c => c switch
    {
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        '|' => "\\textbar{}",
        '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{c}",
        _ => $"{c}",
    }));
}
