using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Evaluation;

namespace FerTrain.Figures;

/// <summary>The images of an evaluation.</summary>
public static class EvaluationFigures
{
    /// <param name="folder">One that exists.</param>
    /// <param name="evaluation">Its predictions are of rows of <paramref name="faces"/>.</param>
    /// <param name="faces">Whose images are shown among the mistakes.</param>
    /// <exception cref="UserError">The folder can't be written.</exception>
    public static void Write(string folder, EvaluationReport evaluation, FaceSet faces)
    {
        var (result, predictions) = (evaluation.Result, evaluation.Predictions);
        ConfusionHeatmap.Counts(result).SavePng(folder, "confusion_matrix");
        ConfusionHeatmap.Normalized(result).SavePng(folder, "confusion_matrix_normalized");
        ClassScores.Draw(result).SavePng(folder, "class_scores");
        RankOfTruth.Draw(result).SavePng(folder, "rank_of_truth");
        ReliabilityDiagram.Draw(result.Split, predictions).SavePng(folder, "reliability");
        WorstMistakes.Draw(result.Split, predictions, faces).SavePng(folder, "mistakes");
    }
}
