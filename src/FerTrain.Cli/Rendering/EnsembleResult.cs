using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;

namespace FerTrain.Cli.Rendering;

/// <summary>The scores of an ensemble: its members, each over its seeds, and all of them together.</summary>
internal sealed record EnsembleResult(IReadOnlyList<MemberScores> Members, EvaluationResult Evaluation, IReadOnlyList<EvaluationResult> OtherEvaluations)
{
    public void WriteText(Terminal terminal)
    {
        EvaluationTable.Write(terminal.Output, Evaluation, terminal.Style, OtherEvaluations);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"accuracy on {EnumName.Of(Evaluation.Split)} of each member alone, mean ± standard deviation over its seeds:");
        var all = MemberScores.Together("all", Members);
        TextTable.Write(terminal.Output,
        [
            ["", "runs", "accuracy", "leak-free"],
            .. (Members.Count == 1 ? Members : [.. Members, all]).Select(member => new[]
            {
                member.Name, member.Runs.Count.ToString(CultureInfo.InvariantCulture), member.Accuracy.Percent(), member.LeakFreeAccuracy?.Percent() ?? "–",
            }),
        ]);
    }
}
