using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Figures;

/// <summary>The pictures of an evaluation.</summary>
public static class EvaluationFigures
{
    /// <param name="folder">One that exists.</param>
    /// <param name="evaluation">Its predictions are of rows of <paramref name="faces"/>.</param>
    /// <param name="faces">Whose pictures are shown among the mistakes.</param>
    /// <exception cref="UserError">The folder can't be written.</exception>
    public static void Write(string folder, Evaluation.Evaluation evaluation, FaceSet faces)
    {
        var (result, predictions) = (evaluation.Result, evaluation.Predictions);
        Write("confusion_matrix.png", ConfusionHeatmap.Counts(result));
        Write("confusion_matrix_normalized.png", ConfusionHeatmap.Normalized(result));
        Write("class_scores.png", ClassScores.Draw(result));
        Write("rank_of_truth.png", TruthRanks.Draw(result));
        Write("reliability.png", ReliabilityDiagram.Draw(result.Split, predictions));
        Write("mistakes.png", WorstMistakes.Draw(result.Split, predictions, faces));

        void Write(string name, Figure figure)
        {
            using (figure) figure.WritePng(Path.Combine(folder, name));
        }
    }
}
