using System.Globalization;
using System.Xml.Linq;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Figures;

namespace FerTrain.Reports;

/// <summary>The report.html of a run: what it came to, how it went, and how to repeat it.</summary>
public static class RunReport
{
    /// <exception cref="UserError">A file of the run is damaged, or the report can't be written.</exception>
    public static void Write(RunDirectory directory) => AtomicFile.WriteText(directory.Report, Text(RunRecord.Read(directory)));

    public static string Text(RunRecord run)
    {
        var figures = new InlineFigures();
        return ReportPage.Text("FerTrain run", run.Name, About(run),
        [
            RunResult.Headline(run),
            .. run.Evaluation is { } scored ? new[] { EvaluationSections.Scores(scored), EvaluationSections.Classes(scored) } : [],
            InlineFigures.Group("Training", Training(run, figures)),
            InlineFigures.Group("Evaluation", Evaluation(run, figures)),
            InlineFigures.Group("Faces", Faces(run)),
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

    private static IEnumerable<XElement?> Training(RunRecord run, InlineFigures figures)
    {
        if (run.Best is not { } best) yield break;
        if (!ClassicConfig.Models.Contains(run.Config.Model.Name)) // which have no epochs
        {
            yield return figures.Drawing(TrainingCurves.Accuracy(run.History, best), "Accuracy on the training and validation faces, epoch by epoch; the circle marks the kept epoch.");
            yield return figures.Drawing(TrainingCurves.Loss(run.History, best), "Loss on the training and validation faces, epoch by epoch.");
            yield return figures.Drawing(TrainingCurves.LearningRate(run.History), "Learning rate, epoch by epoch.");
        }

        yield return InlineFigures.Chart(Path.Combine(run.Directory.Plots, "class_distribution.png"), "Training faces of each class.");
    }

    private static IEnumerable<XElement?> Evaluation(RunRecord run, InlineFigures figures)
    {
        if (run.Evaluation is not { } scored) yield break;
        yield return figures.Drawing(ConfusionHeatmap.Normalized(scored), "Confusion matrix as fractions of each true class.");
        yield return figures.Drawing(ConfusionHeatmap.Counts(scored), "Confusion matrix as counts of faces.");
        yield return figures.Drawing(ClassScores.Draw(scored), "Precision, recall and F1 of each class.");
        yield return figures.Drawing(RankOfTruth.Draw(scored), "At which place of the model's ranking the true class stands.");
        if (run.Predictions is { } predictions)
            yield return figures.Drawing(ReliabilityDiagram.Draw(scored.Split, predictions), "How often predictions of about the same probability are right.");
    }

    private static IEnumerable<XElement?> Faces(RunRecord run)
    {
        yield return InlineFigures.Photograph(Path.Combine(run.Directory.Plots, "samples.png"), "Training faces by class.");
        yield return InlineFigures.Photograph(Path.Combine(run.Directory.Plots, "train_batch.png"), "The first batch as the network sees it, after augmentation.");
        if (run.Evaluation is { } scored)
            yield return InlineFigures.Photograph(Path.Combine(run.Directory.EvalFolder(EnumName.Parse<SplitName>("split", scored.Split)), "mistakes.png"), "The mistakes of which the model is surest.");
    }
}
