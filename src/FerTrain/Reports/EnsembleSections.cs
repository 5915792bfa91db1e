using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Reports;

/// <summary>The parts of a page that present an ensemble: its members and how to score it again.</summary>
internal static class EnsembleSections
{
    public static XElement Members(EnsembleRecord ensemble) => Html.Section("Members",
        Html.Table("Accuracy of each member alone, mean ± standard deviation over its seeds",
        [
            ["member", "runs", "accuracy", "leak-free"],
            .. ensemble.Rows.Select(member => new object[]
            {
                member.Name, member.Runs.Count.ToString(CultureInfo.InvariantCulture), member.Accuracy.Percent(), member.LeakFreeAccuracy?.Percent() ?? "–",
            }),
        ]),
        Html.Table("Accuracy of each run alone",
        [
            ["run", "member", "seed", "accuracy", "leak-free"],
            .. from member in ensemble.Members
               from run in member.Runs
               select new object[]
               {
                   Html.Name(Path.GetFileName(run.Run)), member.Name, run.Seed.ToString(CultureInfo.InvariantCulture), MetricFormat.Percent.Text(run.Accuracy),
                   run.LeakFreeAccuracy is { } leakFree ? MetricFormat.Percent.Text(leakFree) : "–",
               },
        ]));

    public static XElement Repeat(RunRecord run) => RecordSections.Commands(
        Html.Tag("p", "The ensemble was trained with"),
        Html.Code(RecordSections.Train(run)),
        Html.Tag("p", "This scores its runs together again:"),
        Html.Code(ProgramCommand.Of(["eval", run.Directory.Root])));
}
