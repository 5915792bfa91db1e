using System.Globalization;
using FerTrain.Core.Metrics;

namespace FerTrain.Cli.Rendering;

/// <summary>What a person reads after an evaluation: a headline, the scores of each class, the confusion matrix.</summary>
internal static class EvaluationTable
{
    public static void Write(TextWriter output, EvaluationResult result, bool color)
    {
        output.WriteLine(color ? $"\e[1m{Headline(result)}\e[0m" : Headline(result));
        output.WriteLine(Text(
            $"weighted F1 {result.WeightedF1:F3}, macro F1 {result.MacroF1:F3}, balanced accuracy {Percent(result.BalancedAccuracy)}"));
        output.WriteLine();
        WriteClasses(output, result.Classes);
        output.WriteLine();
        EvaluationConfusion.Write(output, result, color);
    }

    private static string Headline(EvaluationResult result) =>
        Text($"{result.Split}: accuracy {100 * result.Accuracy:F2} ± {Percent(result.StandardError)} on {result.Samples} samples")
        + result.LeakFree switch
        {
            null => "",
            { Accuracy: { } accuracy } rest => Text($", {Percent(accuracy)} on {rest.Samples} leak-free"),
            _ => ", none of them leak-free",
        };

    private static void WriteClasses(TextWriter output, IReadOnlyList<ClassResult> classes)
    {
        var width = Math.Max("class".Length, classes.Max(c => c.Name.Length));
        output.WriteLine($"{"class".PadRight(width)}  precision  recall     F1  accuracy  support");
        foreach (var row in classes)
        {
            var scores = Text($"  {row.Precision,9:F3}  {row.Recall,6:F3}  {row.F1,5:F3}  {row.Accuracy,8:F3}  {row.Support,7}");
            output.WriteLine(row.Name.PadRight(width) + scores);
        }
    }

    private static string Percent(double fraction) => Text($"{100 * fraction:F2} %");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
