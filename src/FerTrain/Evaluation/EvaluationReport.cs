using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Export;
using FerTrain.Training;

namespace FerTrain.Evaluation;

/// <summary>The scores of a checkpoint, or an ensemble, on a split, and the predictions they were computed from.</summary>
internal sealed record EvaluationReport(EvaluationResult Result, Predictions Predictions)
{
    /// <summary>Writes classification_report.txt, confusion_matrix.csv and predictions.csv into a folder.</summary>
    /// <exception cref="UserError">The folder can't be written.</exception>
    public void WriteTo(string folder)
    {
        string[] names = [.. Result.Classes.Select(c => c.Name)];
        var matrix = Predictions.ToConfusionMatrix();
        WriteText("classification_report.txt", ClassificationReport.ToText(matrix, names, digits: 4));
        WriteText("confusion_matrix.csv", matrix.ToCsv(names));
        WriteText("predictions.csv", Predictions.ToCsv(names));

        void WriteText(string name, string text) => AtomicFile.WriteText(Path.Combine(folder, name), text);
    }

    /// <summary>
    /// The folder in the run of the first checkpoint, or beside it where it lies in none, with its name then. Another checkpoint than its
    /// config scores, other views and another file's faces are in the name too; an ensemble of other members, and other faces of a file
    /// of the same name, get a number.
    /// </summary>
    internal static string DefaultFolder(ITrainedModel[] checkpoints, EvaluationResult scored, string? file)
    {
        var (first, isEnsemble) = (checkpoints[0], checkpoints.Length > 1);
        var name = $"{(isEnsemble ? "ensemble_" : "")}{EnumName.Of(scored.Split)}";
        var parent = PretrainedModel.OutputFolder(first.Path, "eval");
        var liesBesideOthers = RunDirectory.OfCheckpoint(first.Path) is null && parent == RunDirectory.OutputFolder(first.Path, "eval");
        if (!isEnsemble) name += liesBesideOthers ? $"_{Path.GetFileName(first.Path)}" : RunDirectory.SuffixOf(first.Path, first.Config.Eval.Checkpoint);
        if (scored.Tta != first.Config.Eval.Tta) name += $"_{EnumName.Of(scored.Tta)}";
        if (file is not null) name += $"_{Path.GetFileName(Path.TrimEndingDirectorySeparator(file))}";
        var folder = Path.Combine(parent, name);
        return isEnsemble || file is not null ? NumberedPath.Of(folder).First(candidate => !HasOthers(candidate)) : folder;

        bool HasOthers(string candidate) =>
            Path.Combine(candidate, RunDirectory.ScoresFile) is var scores && File.Exists(scores) && JsonFile.Read<EvaluationResult>(scores) is var earlier
            && (earlier.FacesFingerprint != scored.FacesFingerprint || (isEnsemble && !Paths(earlier).SequenceEqual(Paths(scored))));
    }

    /// <summary>Lists the members of an ensemble.</summary>
    private static IEnumerable<string> Paths(EvaluationResult ensemble) => ensemble.Members.Select(member => Path.GetFullPath(member.Checkpoint));
}
