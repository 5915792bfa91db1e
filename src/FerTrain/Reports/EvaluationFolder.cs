using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Figures;

namespace FerTrain.Reports;

/// <summary>Writes all files of an evaluation into a folder.</summary>
internal static class EvaluationFolder
{
    /// <param name="evaluation">The scores and predictions.</param>
    /// <param name="faces">The faces that the rows of the predictions are of.</param>
    /// <param name="folder">Created where it is missing.</param>
    /// <param name="formats">Of the figures, beside PNG.</param>
    /// <exception cref="Core.Errors.UserError">The folder can't be written.</exception>
    public static void Write(EvaluationReport evaluation, FaceSet faces, string folder, IReadOnlyList<string> formats)
    {
        OutputFolder.Create(folder);
        var scores = Path.Combine(folder, RunDirectory.ScoresFile);
        File.Delete(scores); // what has scores is whole, so they go first and come last
        evaluation.WriteTo(folder);
        RunFigures.Write(RunFigures.Evaluation, new EvaluationInput(evaluation.Result, evaluation.Predictions, faces), folder, formats);
        ConfusedFaces.Write(Path.Combine(folder, ConfusedFaces.File), evaluation.Predictions, faces);
        JsonFile.Write(scores, evaluation.Result);
    }
}
