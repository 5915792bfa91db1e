using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Prints an evaluation: a headline, every metric, the scores of each class and the confusion matrix.</summary>
internal static class EvaluationTable
{
    /// <param name="output">Where it goes.</param>
    /// <param name="result">The evaluation that is printed in full.</param>
    /// <param name="style">How it is marked.</param>
    /// <param name="others">Evaluations of other splits, whose metrics stand beside its own.</param>
    public static void Write(TextWriter output, EvaluationResult result, Ansi style, IReadOnlyList<EvaluationResult> others)
    {
        output.WriteLine(style.Bold(Headline(result)));
        output.WritePrintable(result.Baseline());
        if (ModelCautions.OfAnswers(result) is { } caution) WrappedText.Write(output, caution);
        if (result.Tta != TestTimeAugmentation.None)
            output.WriteLine($"probabilities averaged over the views of {EnumName.Of(result.Tta)}");
        WriteMembers(output, result.Members);
        output.WriteLine();
        WriteMetrics(output, result, others);
        output.WriteLine();
        WriteClasses(output, result.Classes);
        output.WriteLine();
        ConfusionTable.Write(output, result, style);
    }

    private static string Headline(EvaluationResult result) =>
        Invariant(
            $"{EnumName.Of(result.Split)}: accuracy {MetricFormat.Percent.Number(result.Accuracy)} ± {Percent(result.StandardError)} on {Counted.Of(result.Samples, "sample")}")
        + result.LeakFree switch
        {
            null => "",
            { Accuracy: { } accuracy } rest => Invariant($", {Percent(accuracy)} on {rest.Samples:N0} leak-free"),
            _ => ", none of them leak-free",
        };

    private static void WriteMembers(TextWriter output, IReadOnlyList<MemberResult> members)
    {
        if (members.Count == 1) return;
        output.WriteLine($"probabilities averaged over {members.Count} checkpoints:");
        foreach (var member in members)
            output.WritePrintable($"  {Percent(member.Accuracy),8}  {member.Checkpoint}");
    }

    private static void WriteMetrics(TextWriter output, EvaluationResult result, IReadOnlyList<EvaluationResult> others)
    {
        EvaluationResult[] columns = [.. others.Append(result).OrderBy(evaluation => evaluation.Split)];
        TextTable.Write(output,
        [
            [
                "",
                .. others.Count == 0 ? ["score"] : columns.Select(column => EnumName.Of(column.Split)),
                others.Count == 0 ? "95 % interval" : $"95 % of {EnumName.Of(result.Split)}"
            ],
            .. from metric in Metric.All
               where columns.Any(column => column.Scores[metric] is not null)
               let values = columns.Select(column => column.Scores[metric] is { } value ? metric.Format.Text(value) : "–")
               select result.Confidence.TryGetValue(metric.Key, out var interval)
                   ? (string[])[metric.Name, .. values, $"{metric.Format.Text(interval[0])} – {metric.Format.Text(interval[1])}"]
                   : [metric.Name, .. values],
        ]);
    }

    private static void WriteClasses(TextWriter output, IReadOnlyList<ClassResult> classes)
    {
        var width = Math.Max("class".Length, classes.Max(c => Printable.Line(c.Name).Length));
        output.WriteLine($"{"class".PadRight(width)}  precision  recall     F1  support");
        foreach (var row in classes)
        {
            var scores = Invariant($"  {row.Precision,9:F3}  {row.Recall,6:F3}  {row.F1,5:F3}  {row.Support,7}");
            output.WritePrintable(Printable.Line(row.Name).PadRight(width) + scores);
        }
    }

    private static string Percent(double fraction) => MetricFormat.Percent.Text(fraction);
}

/// <summary>Prints the confusion matrix as a table of counts, in color also as a heat map of each row's fractions.</summary>
internal static class ConfusionTable
{
    private const string Corner = @"true \ predicted";

    public static void Write(TextWriter output, EvaluationResult result, Ansi style)
    {
        var names = result.Classes.Select(c => Printable.Line(c.Name)).ToArray();
        var cells = result.Confusion
            .Select(row => row.Select(n => n.ToString(CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        var widths = names.Select((name, c) => Math.Max(name.Length, cells.Max(row => row[c].Length))).ToArray();
        var firstWidth = Math.Max(Corner.Length, names.Max(n => n.Length));

        output.WritePrintable(Corner.PadRight(firstWidth) + string.Concat(names.Select(Cell)));
        for (var truth = 0; truth < names.Length; truth++)
        {
            var (counts, support) = (result.Confusion[truth], result.Classes[truth].Support);
            output.Write(names[truth].PadRight(firstWidth));
            for (var c = 0; c < names.Length; c++)
                output.Write(style.Shaded(Cell(cells[truth][c], c), (double)counts[c] / support));
            output.WriteLine();
        }

        string Cell(string text, int column) => "  " + text.PadLeft(widths[column]);
    }
}
