using System.Globalization;
using FerTrain.Core.Metrics;

namespace FerTrain.Cli.Rendering;

/// <summary>What an ensemble came to: its members, each over its seeds, and all of them together.</summary>
internal sealed record EnsembleResult(IReadOnlyList<MemberScores> Members, EvaluationResult Evaluation)
{
    public void WriteText(Terminal terminal)
    {
        EvaluationTable.Write(terminal.Output, Evaluation, terminal.IsInteractive);
        if (Members.All(member => member.Runs.Count == 1)) return;
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"accuracy on {Evaluation.Split}, mean ± standard deviation over the seeds:");
        TextTable.Write(terminal.Output,
        [
            ["", "seeds", "accuracy", "leak-free"],
            .. Members.Select(member => new[] { member.Name, Text($"{member.Runs.Count}"), Percent(member.Accuracy), Percent(member.LeakFreeAccuracy) }),
        ]);
    }

    private static string Percent(MeanAndDeviation? score) => score switch
    {
        null => "–",
        { StandardDeviation: { } deviation } => Text($"{100 * score.Mean:F2} ± {100 * deviation:F2} %"),
        _ => Text($"{100 * score.Mean:F2} %"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
