using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Sweeps;
using FerTrain.Figures;

namespace FerTrain.Reports;

/// <summary>The report.html of a sweep.</summary>
internal static class SweepReport
{
    private const int MostSettings = 50;

    public static string Text(Sweep sweep, SweepProgress progress, SweepResult result)
    {
        var figures = new InlineFigures();
        return ReportPage.Text("FerTrain sweep", Path.GetFileName(sweep.Root), About(sweep),
        [
            Html.Section("Result",
                Html.Tag("p", SweepTable.Verdict(result) + "."),
                Html.Notes(result.Notes),
                Html.Table(
                    $"Settings, the best first{(result.Settings.Count > MostSettings ? $": {MostSettings} of {result.Settings.Count}, settings.csv has all" : "")}",
                    SweepTable.Settings(result).Take(MostSettings + 1)),
                Html.Table("Trials in each state",
                [
                    ["state", "trials"],
                    .. result.States.Select(state => (string[])[EnumName.Of(state.Key), state.Value.ToString(CultureInfo.InvariantCulture)])
                ])),
            result.Importance.Count == 0 ? null : Html.Section("Which key matters",
                Html.Table($"Mean validation accuracy after {Counted.Of(result.ImportanceEpochs, "epoch")} of the settings at each value", SweepTable.Importance(result)),
                Html.Tag("p", Html.Class("about"), "The interval is Student's t over the settings at that value, whose other keys differ; it holds what those and the seed do. "
                    + "A mean says nothing of keys that work only together: the parallel coordinates may.")),
            InlineFigures.Group("Figures", SweepFigures.Of(sweep, progress, result).Select(figure => figures.Drawing(figure.Figure, figure.Caption))),
            Html.Section("Trials", Html.Tag("details", Html.Tag("summary", "Every trial"), Html.Table("Trials", SweepTable.Trials(result))),
                Failures(result)),
            RecordSections.Commands(
                Html.Code(ProgramCommand.Of(sweep.Plan.CommandLine)),
                Html.Tag("p", "This goes on where it stopped:"),
                Html.Code(ProgramCommand.Of(["sweep", "--resume", sweep.Root]))),
            Html.Section("Config", Html.Code(ConfigFile.ToYaml(sweep.Config).TrimEnd())),
        ]);
    }

    private static XElement? Failures(SweepResult result)
    {
        var failed = result.Trials.Where(trial => trial.Failure is not null).ToArray();
        return failed.Length == 0 ? null : Html.List(failed.Select(trial => $"trial {trial.Trial}: {trial.Failure}"));
    }

    private static string About(Sweep sweep)
    {
        var plan = sweep.Plan;
        return string.Create(CultureInfo.InvariantCulture,
            $"{sweep.Config.Model.Name}, {EnumName.Of(plan.Search)}, {Counted.Of(plan.Settings, "setting")}, {Counted.Of(plan.Seeds.Count, "seed")}{(plan.Folds > 0 ? $", {plan.Folds} folds" : "")}, {Counted.Of(plan.Trials.Count, "trial")}, started {plan.StartedAt:yyyy-MM-dd HH:mm zzz}");
    }
}
