using System.Globalization;
using FerTrain.Core.Metrics;

namespace FerTrain.Cli.Rendering;

/// <summary>The scores of an ensemble: its members, each over its seeds, and all of them together.</summary>
internal sealed record EnsembleResult(IReadOnlyList<MemberScores> Members, EvaluationResult Evaluation, IReadOnlyList<EvaluationResult> OtherEvaluations)
{
    public void WriteText(Terminal terminal)
    {
        EvaluationTable.Write(terminal.Output, Evaluation, terminal.HasColor, OtherEvaluations);
        if (Members.All(member => member.Runs.Count == 1)) return;
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"accuracy on {Evaluation.Split}, mean ± standard deviation over the seeds:");
        TextTable.Write(terminal.Output,
        [
            ["", "seeds", "accuracy", "leak-free"],
            .. Members.Select(member => new[]
            {
                member.Name, member.Runs.Count.ToString(CultureInfo.InvariantCulture), Percent(member.Accuracy), Percent(member.LeakFreeAccuracy),
            }),
        ]);
    }

    private static string Percent(MeanAndDeviation? score) => score switch
    {
        null => "–",
        { StandardDeviation: { } deviation } => $"{MetricFormat.Percent.Number(score.Mean)} ± {MetricFormat.Percent.Text(deviation)}",
        _ => MetricFormat.Percent.Text(score.Mean),
    };
}
