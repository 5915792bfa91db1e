using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;

namespace FerTrain.Cli.Rendering;

/// <summary>What a person reads after an evaluation: a headline, the scores, those of each class, the confusion matrix.</summary>
internal static class EvaluationTable
{
    public static void Write(TextWriter output, EvaluationResult result, bool color)
    {
        output.WriteLine(color ? $"\e[1m{Headline(result)}\e[0m" : Headline(result));
        if (result.Tta != TestTimeAugmentation.None)
            output.WriteLine($"probabilities averaged over the views of {EnumName.Of(result.Tta)}");
        WriteMembers(output, result.Members);
        output.WriteLine();
        WriteScores(output, result);
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

    private static void WriteMembers(TextWriter output, IReadOnlyList<MemberResult> members)
    {
        if (members.Count == 1) return;
        output.WriteLine($"probabilities averaged over {members.Count} checkpoints:");
        foreach (var member in members)
            output.WriteLine($"  {Percent(member.Accuracy),8}  {member.Checkpoint}");
    }

    private static void WriteScores(TextWriter output, EvaluationResult result)
    {
        TextTable.Write(output,
        [
            ["", "score", "95 % interval"],
            Scores("accuracy", Percent, result.Accuracy, result.Confidence.Accuracy),
            Scores("balanced accuracy", Percent, result.BalancedAccuracy, result.Confidence.BalancedAccuracy),
            Scores("macro F1", Fraction, result.MacroF1, result.Confidence.MacroF1),
            Scores("weighted F1", Fraction, result.WeightedF1, result.Confidence.WeightedF1),
        ]);
        output.WriteLine();
        var kappa = result.CohenKappa is { } value ? $", kappa {Fraction(value)}" : "";
        output.WriteLine($"top-2 accuracy {Percent(result.Top2Accuracy)}{kappa}");
        output.WriteLine($"log loss {Fraction(result.LogLoss)}, calibration error {Fraction(result.Ece)}");
        if (result is { Temperature: { } temperature, CalibratedLogLoss: { } logLoss, CalibratedEce: { } ece })
            output.WriteLine($"at temperature {Fraction(temperature)}, fitted on val: log loss {Fraction(logLoss)}, calibration error {Fraction(ece)}");
    }

    private static string[] Scores(string name, Func<double, string> write, double score, IReadOnlyList<double> interval) =>
        [name, write(score), $"{write(interval[0])} – {write(interval[1])}"];

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

    private static string Fraction(double fraction) => Text($"{fraction:F3}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
