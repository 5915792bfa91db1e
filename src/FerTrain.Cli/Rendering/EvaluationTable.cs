using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Prints an evaluation: a headline, every metric, the scores of each class and the confusion matrix.</summary>
internal static class EvaluationTable
{
    public static void Write(TextWriter output, EvaluationResult result, bool color)
    {
        output.WriteLine(color ? $"\e[1m{Headline(result)}\e[0m" : Headline(result));
        if (result.Tta != TestTimeAugmentation.None)
            output.WriteLine($"probabilities averaged over the views of {EnumName.Of(result.Tta)}");
        WriteMembers(output, result.Members);
        output.WriteLine();
        WriteMetrics(output, result);
        output.WriteLine();
        WriteClasses(output, result.Classes);
        output.WriteLine();
        ConfusionTable.Write(output, result, color);
    }

    private static string Headline(EvaluationResult result) =>
        Invariant($"{result.Split}: accuracy {MetricFormat.Percent.Number(result.Accuracy)} ± {Percent(result.StandardError)} on {Counted.Of(result.Samples, "sample")}")
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
            output.WriteLine($"  {Percent(member.Accuracy),8}  {member.Checkpoint}");
    }

    private static void WriteMetrics(TextWriter output, EvaluationResult result) => TextTable.Write(output,
    [
        ["", "score", "95 % interval"],
        .. from metric in Metric.All
           where result.Scores[metric] is not null
           let value = metric.Format.Text(result.Scores[metric]!.Value)
           select result.Confidence.TryGetValue(metric.Key, out var interval)
               ? new[] { metric.Name, value, $"{metric.Format.Text(interval[0])} – {metric.Format.Text(interval[1])}" }
               : [metric.Name, value],
    ]);

    private static void WriteClasses(TextWriter output, IReadOnlyList<ClassResult> classes)
    {
        var width = Math.Max("class".Length, classes.Max(c => c.Name.Length));
        output.WriteLine($"{"class".PadRight(width)}  precision  recall     F1  accuracy  support");
        foreach (var row in classes)
        {
            var scores = Invariant($"  {row.Precision,9:F3}  {row.Recall,6:F3}  {row.F1,5:F3}  {row.Accuracy,8:F3}  {row.Support,7}");
            output.WriteLine(row.Name.PadRight(width) + scores);
        }
    }

    private static string Percent(double fraction) => MetricFormat.Percent.Text(fraction);
}

/// <summary>Prints the confusion matrix as a table of counts, in color also as a heat map of each row's fractions.</summary>
internal static class ConfusionTable
{
    private const string Corner = @"true \ predicted";

    /// <summary>Blues of the 256-color palette with enough contrast to white text.</summary>
    private static readonly int[] Shades = [17, 18, 19, 20, 21];

    public static void Write(TextWriter output, EvaluationResult result, bool color)
    {
        var names = result.Classes.Select(c => c.Name).ToArray();
        var cells = result.Confusion
            .Select(row => row.Select(n => n.ToString(CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        var widths = names.Select((name, c) => Math.Max(name.Length, cells.Max(row => row[c].Length))).ToArray();
        var firstWidth = Math.Max(Corner.Length, names.Max(n => n.Length));

        output.WriteLine(Corner.PadRight(firstWidth) + string.Concat(names.Select(Cell)));
        for (var truth = 0; truth < names.Length; truth++)
        {
            var (counts, support) = (result.Confusion[truth], result.Classes[truth].Support);
            output.Write(names[truth].PadRight(firstWidth));
            for (var c = 0; c < names.Length; c++)
                output.Write(color ? Shaded(Cell(cells[truth][c], c), (double)counts[c] / support) : Cell(cells[truth][c], c));
            output.WriteLine();
        }

        string Cell(string text, int column) => "  " + text.PadLeft(widths[column]);
    }

    /// <summary>Leaves fractions below 5 % unshaded, so that the larger ones stand out.</summary>
    private static string Shaded(string cell, double fraction) =>
        fraction >= 0.05 ? $"\e[97;48;5;{Shades[Math.Min((int)(fraction * Shades.Length), Shades.Length - 1)]}m{cell}\e[0m" : cell;
}
