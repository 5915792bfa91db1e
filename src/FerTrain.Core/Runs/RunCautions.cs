using FerTrain.Core.Config;

namespace FerTrain.Core.Runs;

/// <summary>What makes a run's score look better than the model is, a sentence each.</summary>
public static class RunCautions
{
    public static IEnumerable<string> Of(RunRecord run)
    {
        if (run.Evaluation is not { } scored) yield break;
        if (scored.Split == EnumName.Of(SplitName.Train))
            yield return "The model learnt from these very faces: the score says nothing about new ones.";
        if (scored.Split == EnumName.Of(SplitName.Val))
            yield return "The validation faces also chose the epoch, so they flatter the model.";
        if (run.Config.Data.Balance == BalanceMethod.OversampleBeforeSplit)
            yield return "The faces were oversampled before they were split, so copies of scored faces are among the training faces, and among each other, which makes the errors too small; the leak-free accuracy is the one to quote.";
        if (Path.GetFileName(scored.Checkpoint) != Path.GetFileName(run.Directory.BestCheckpoint))
            yield return $"The score is of {Path.GetFileName(scored.Checkpoint)}, not of the best checkpoint.";
    }
}
