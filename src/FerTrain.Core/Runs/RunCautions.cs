using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;

namespace FerTrain.Core.Runs;

/// <summary>Warns, one sentence each, of what makes a run's score look better than its model is.</summary>
internal static class RunCautions
{
    public static IEnumerable<string> Of(RunRecord run)
    {
        foreach (var caution in OfTraining(run)) yield return caution;
        if (run.Evaluation is not { } scored) yield break;
        if (ModelCautions.OfAnswers(scored) is { } one) yield return one;
        if (scored.Split == SplitName.Train)
            yield return "The model learnt from these very faces: the score says nothing about new ones.";
        var file = RunDirectory.LastPart(scored.Checkpoint);
        if (scored.Split == SplitName.Val && ChosenByValidation(run, file) is { } chosen)
            yield return $"The validation faces also chose the {chosen}, so they flatter the model.";
        if (run.Ensemble is null && file != Path.GetFileName(run.Directory.Checkpoint(run.Config.Eval.Checkpoint)))
            yield return $"The score is of {file}, not of the {EnumName.Of(run.Config.Eval.Checkpoint)} checkpoint.";
    }

    /// <summary>Warns of what a run, or any member of an ensemble, learnt from.</summary>
    public static IEnumerable<string> OfTraining(RunRecord run) => run.Ensemble?.Cautions ?? OfTraining(run.Config);

    /// <inheritdoc cref="OfTraining(RunRecord)"/>
    public static IReadOnlyList<string> OfTraining(RunConfig config) =>
    [
        .. ModelCautions.OfTraining(config) is { } drawn ? [drawn] : Array.Empty<string>(),
        .. config.Init.Weights != InitConfig.NoWeights
            ? [$"The model started from the weights of {Path.GetFileName(config.Init.Weights)}: faces that these have learnt from count as new in the leak-free accuracy."]
            : Array.Empty<string>(),
        .. config.Data.ValidateOn == ValidationFaces.Train
            ? ["The training faces were the validation faces too: the validation loss and accuracy, and the epoch that they chose, say nothing about new faces."]
            : Array.Empty<string>(),
        .. config.Data.Balance == BalanceMethod.OversampleBeforeSplit
            ? ["The faces were oversampled before they were split, so copies of scored faces are among the training faces, and among each other, which makes the errors too small; the leak-free accuracy is the one to quote."]
            : Array.Empty<string>(),
    ];

    /// <summary>Says what of a checkpoint the validation faces chose; null where they chose nothing.</summary>
    private static string? ChosenByValidation(RunRecord run, string file)
    {
        if (!run.Config.TrainsInEpochs) return "settings of the model";
        var (isLast, stopping) = (file == Path.GetFileName(run.Directory.LastCheckpoint), run.Config.EarlyStopping);
        return isLast && stopping.Patience == 0 ? null : (isLast ? stopping.Monitor : run.Config.Checkpoint.Monitor).IsOfValidation() ? "epoch" : null;
    }
}

/// <summary>Warns of a model itself, wherever it answers.</summary>
internal static class ModelCautions
{
    public const string SyntheticFaces = "The model was trained on synthetic faces: that tries the program out, and its answers for photographs mean nothing.";

    private const double NearlyAll = 0.95;

    /// <summary>Warns of a model that learnt from synthetic faces; null where it did not.</summary>
    public static string? OfTraining(RunConfig config) => config.Data.Source == DataSource.Synthetic ? SyntheticFaces : null;

    /// <summary>Warns of a model that answers one class for at least 95 % of the faces where fewer are of it; null where it does not.</summary>
    public static string? OfAnswers(EvaluationResult scored)
    {
        var (name, share) = scored.UsualAnswer;
        return share < NearlyAll || scored.LargestClass.Share >= NearlyAll ? null : string.Create(CultureInfo.InvariantCulture,
            $"The model answers {name} for {share:0 %} of the faces: it is hardly trained, or after so few steps the running averages of its batch normalisation still lag behind its weights. More epochs help in both cases.");
    }
}
