using System.Xml.Linq;
using FerTrain.Core;
using FerTrain.Core.Comparison;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Figures;

namespace FerTrain.Reports;

/// <summary>The report.html of a comparison.</summary>
internal static class ComparisonReport
{
    /// <param name="records">The runs in the order of the comparison.</param>
    public static string Text(RunComparison comparison, IReadOnlyList<RunRecord> records)
    {
        var figures = new InlineFigures();
        var models = string.Join(", ", comparison.Runs.Select(run => run.Model).Distinct());
        return ReportPage.Text("FerTrain comparison", $"{Counted.Of(records.Count, "run")} side by side", models,
        [
            Html.Section("Runs",
                Html.Table("Scores on the named split ± their standard error, times and sizes", Turned(ComparisonTable.Runs(comparison))),
                comparison.Baselines.Select(text => Html.Tag("p", text)),
                Html.Notes(comparison.Notes)),
            comparison.Tests.Count == 0 ? null : Tests(comparison),
            .. ComparisonFigures.Of(comparison, records).Select(group => Collapsed(group, InlineFigures.Group(
                group.Heading, group.Figures.Select(figure => figures.Drawing(figure.Figure, figure.Caption))))),
            comparison.Differences.Count == 0 ? null
                : Html.Section("Settings that differ", Html.Table("Config keys that the runs do not share", Named(ComparisonTable.Differences(comparison), comparison))),
            RecordSections.Commands(records.Select(record => Html.Code(RecordSections.Train(record))),
                Html.Code(ProgramCommand.Of(["compare", .. records.Select(record => record.Directory.Root)]))),
        ]);
    }

    /// <summary>Turns the table to one column a run, since there are fewer runs than values.</summary>
    private static IEnumerable<object[]> Turned(IReadOnlyList<string[]> rows) =>
        rows[0].Select((heading, column) => rows.Skip(1).Select(row => column == 0 ? Html.Name(row[0]) : (object)row[column]).Prepend(heading).ToArray());

    private static IEnumerable<object[]> Named(IReadOnlyList<string[]> rows, RunComparison comparison)
    {
        var names = comparison.Runs.Select(run => run.Run).ToHashSet();
        return rows.Select(row => row.Select(cell => names.Contains(cell) ? Html.Name(cell) : (object)cell).ToArray());
    }

    /// <summary>Folds the figures of a run that has no other beside it.</summary>
    private static XElement? Collapsed(FigureGroup group, XElement? section)
    {
        if (group.Alone is not { } run || section is null) return section;
        var figures = section.Elements("div").ToArray();
        foreach (var own in figures)
            own.Remove();
        section.Add(Html.Tag("details", Html.Tag("summary", $"{run} alone"), figures));
        return section;
    }

    private static XElement Tests(RunComparison comparison) => Html.Section("Is it more than noise?",
        Html.Table("McNemar's test of each pair that is scored on the same faces", Named(ComparisonTable.Tests(comparison), comparison)),
        Html.List(comparison.Tests.Select(ComparisonTable.Verdict)),
        Html.Tag("p", Html.Class("about"),
            "p is the probability of a difference at least this large between equally good models; below 0.05 it counts as a difference here"
            + (comparison.Tests.Count > 1 ? ", after Holm's correction for as many tests as the table has. " : ". ")
            + "The test is of these trained weights on these faces: the same recipe with another seed is another model."));
}
