using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Evaluation;

/// <summary>The scores of a checkpoint, or an ensemble, on a split, and the predictions they were computed from.</summary>
public sealed record Evaluation(EvaluationResult Result, Predictions Predictions)
{
    /// <summary>Writes metrics.json, classification_report.txt, confusion_matrix.csv and predictions.csv.</summary>
    /// <exception cref="UserError">The folder can't be written.</exception>
    public void WriteTo(string folder)
    {
        OutputFolder.Create(folder);
        string[] names = [.. Result.Classes.Select(c => c.Name)];
        var matrix = Predictions.ToConfusionMatrix();
        JsonFile.Write(Path.Combine(folder, "metrics.json"), Result);
        WriteText("classification_report.txt", ClassificationReport.ToText(matrix, names, digits: 4));
        WriteText("confusion_matrix.csv", matrix.ToCsv(names));
        WriteText("predictions.csv", Predictions.ToCsv(names));

        void WriteText(string name, string text) => AtomicFile.WriteText(Path.Combine(folder, name), text);
    }
}
