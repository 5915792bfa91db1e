using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Figures;
using FerTrain.Models;

namespace FerTrain.Reports;

/// <summary>The report.html of a run: its scores, its figures and how to repeat it.</summary>
internal static class RunReport
{
    /// <exception cref="UserError">A file of the run is damaged, or the report cannot be written.</exception>
    public static void Write(RunDirectory directory) => AtomicFile.WriteText(directory.Report, Text(RunRecord.Read(directory)));

    public static string Text(RunRecord run)
    {
        return ReportPage.Text("FerTrain run", run.Name, About(run),
        [
            EvaluationSections.Headline(run),
            .. run.Evaluation is { } scored ? new[] { EvaluationSections.Metrics(scored, run.OtherEvaluations), EvaluationSections.Classes(scored) } : [],
            .. Figures(run),
            ModelSection.Of(run.Directory),
            RecordSections.Repeat(run),
            RecordSections.Settings(run),
            RecordSections.Environment(run),
        ]);
    }

    private static string About(RunRecord run)
    {
        var parameters = run.Summary is { } summary ? string.Create(CultureInfo.InvariantCulture, $"{summary.Parameters:N0} parameters, ") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{run.Config.Model.Name}, {parameters}on {run.Environment.Device}, started {run.Environment.StartedAt:yyyy-MM-dd HH:mm zzz}");
    }

    private static IEnumerable<XElement?> Figures(RunRecord run)
    {
        var figures = new InlineFigures();
        var plots = run.Directory.Plots;
        CurvesInput? curves = run.Best is { } best && ModelRegistry.Find(run.Config.Model.Name).TrainsInEpochs ? new(run.History, best) : null;
        var scores = run.Evaluation is { } scored ? new EvaluationInput(scored, run.Predictions, Faces: null) : null;
        var evaluation = scores is null ? "" : run.Directory.EvalFolder(EnumName.Parse<SplitName>("split", scores.Result.Split));
        yield return InlineFigures.Group("Training",
        [
            .. curves is null ? [] : RunFigures.Curves.Select(figure => figures.Of(figure, curves, plots)),
            .. RunFigures.TrainingData.Where(figure => !figure.ShowsFaces).Select(figure => figures.Of(figure, null, plots)),
        ]);
        yield return InlineFigures.Group("Evaluation", Evaluation(showFaces: false));
        yield return InlineFigures.Group("Faces",
        [
            .. RunFigures.TrainingData.Where(figure => figure.ShowsFaces).Select(figure => figures.Of(figure, null, plots)),
            .. Evaluation(showFaces: true),
        ]);

        IEnumerable<XElement?> Evaluation(bool showFaces) => scores is null ? []
            : RunFigures.Evaluation.Where(figure => figure.ShowsFaces == showFaces).Select(figure => figures.Of(figure, scores, evaluation));
    }
}
