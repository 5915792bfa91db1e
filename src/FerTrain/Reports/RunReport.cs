using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Figures;

namespace FerTrain.Reports;

/// <summary>The report.html of a run: its scores, its figures and how to repeat it.</summary>
internal static class RunReport
{
    private const string FacesNote =
        "The faces on this page are those of the data set, whose terms say who may see them; a run with report.faces=false has a report without them.";

    /// <exception cref="UserError">A file of the run is damaged, or the report cannot be written.</exception>
    public static void Write(RunDirectory directory) => AtomicFile.WriteText(directory.Report, Text(RunRecord.Read(directory)));

    public static string Text(RunRecord run) => ReportPage.Text(run.Ensemble is null ? "FerTrain run" : "FerTrain ensemble", run.Name, About(run),
    [
        EvaluationSections.Headline(run),
        run.Ensemble is null ? null : EnsembleSections.Members(run.Ensemble),
        .. run.Evaluation is { } scored ? Scores(run, scored) : [],
        run is { Evaluation: null, Data: { } data } ? DataSections.Summary(data) : null,
        .. Figures(run),
        run.Ensemble is null ? ModelSection.Of(run.Directory) : null,
        run.Ensemble is null ? RecordSections.Repeat(run) : EnsembleSections.Repeat(run),
        RecordSections.Settings(run),
        RecordSections.Environment(run),
    ]);

    private static IEnumerable<XElement?> Scores(RunRecord run, EvaluationResult scored)
    {
        yield return Beside(EvaluationSections.Metrics(scored, run.OtherEvaluations), EvaluationSections.Classes(scored));
        yield return Beside(
            ConfusionSections.Of(scored, run is { Predictions: { } predictions, Config.Report.Faces: true }
                ? ConfusedFaces.Read(Path.Combine(EvalFolder(run, scored), ConfusedFaces.File), predictions)
                : Array.Empty<(int, int)>().ToLookup(cell => cell, _ => new ConfusedFace(0, 0))),
            run.Data is null ? null : DataSections.Summary(run.Data));
    }

    /// <summary>Puts sections side by side where the page is wide enough.</summary>
    private static XElement Beside(params XElement?[] sections) => Html.Tag("div", Html.Class("beside"), sections);

    private static string EvalFolder(RunRecord run, EvaluationResult scored) => run.Directory.EvalFolder(scored.Split);

    private static string About(RunRecord run)
    {
        var parameters = run.Parameters is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:N0} parameters, ") : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{run.Model}, {parameters}on {run.Environment.Device}, started {run.Environment.StartedAt:yyyy-MM-dd HH:mm zzz}");
    }

    private static IEnumerable<XElement?> Figures(RunRecord run)
    {
        var figures = new InlineFigures();
        var plots = run.Directory.Plots;
        CurvesInput? curves = run is { Ensemble: null, Best: { } best, Config.TrainsInEpochs: true } ? new(run.History, best) : null;
        var scores = run.Evaluation is { } scored ? new EvaluationInput(scored, run.Predictions, Faces: null) : null;
        var evaluation = scores is null ? "" : EvalFolder(run, scores.Result);
        yield return InlineFigures.Group("Training",
        [
            .. curves is null ? [] : RunFigures.Curves.Select(figure => figures.Of(figure, curves, plots)),
            .. RunFigures.TrainingData.Where(figure => !figure.ShowsFaces).Select(figure => figures.Of(figure, null, plots)),
        ]);
        yield return InlineFigures.Group("Evaluation", Evaluation(showFaces: false));
        if (!run.Config.Report.Faces) yield break;
        yield return InlineFigures.Group("Faces",
        [
            .. RunFigures.TrainingData.Where(figure => figure.ShowsFaces).Select(figure => figures.Of(figure, null, plots)),
            .. Evaluation(showFaces: true),
        ], FacesNote);

        IEnumerable<XElement?> Evaluation(bool showFaces) => scores is null ? []
            : RunFigures.Evaluation.Where(figure => figure.ShowsFaces == showFaces).Select(figure => figures.Of(figure, scores, evaluation));
    }
}
