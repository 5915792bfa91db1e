using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Sweeps;
using FerTrain.Evaluation;
using FerTrain.Figures;
using FerTrain.Reports;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Sweeps;

/// <summary>Puts together what the trials of a sweep have come to: tables, figures, the report and the winner's score on the test split.</summary>
internal static class SweepCollection
{
    /// <param name="sweep">The sweep.</param>
    /// <param name="isEnd">Whether the winner is scored on the test split, which is done at the end alone.</param>
    /// <param name="device">What computes that score.</param>
    /// <param name="cancel">Cancels it.</param>
    /// <exception cref="UserError">A file is damaged, or the folder cannot be written.</exception>
    public static SweepResult Write(Sweep sweep, bool isEnd, Func<torch.Device> device, CancellationToken cancel)
    {
        var progress = sweep.Progress();
        var result = SweepResult.Of(sweep, progress);
        TrialProgress[] best = isEnd && result.Winner is { } winner ? [.. progress.TrialsOf(winner)] : [];
        if (best.Length > 0 && sweep.Plan.Folds > 0) AtomicFile.WriteText(sweep.OutOfFold, OutOfFoldCsv(best));
        try
        {
            if (best.Length > 0 && sweep.Config.Eval.Split == SplitName.Test && ScoreOnTest(sweep, best, device, cancel)) result = SweepResult.Of(sweep, progress);
        }
        catch (UserError)
        {
            Write(sweep, progress, result, cancel); // the tables need no test split
            throw;
        }

        Write(sweep, progress, result, cancel);
        return result;
    }

    private static void Write(Sweep sweep, SweepProgress progress, SweepResult result, CancellationToken cancel)
    {
        SweepFiles.Write(sweep, result);
        SweepFigures.Write(sweep, progress, result, cancel);
        AtomicFile.WriteText(sweep.Report, SweepReport.Text(sweep, progress, result));
    }

    /// <summary>Scores the runs of one setting on the test split, those that are not yet; false where the data have none.</summary>
    private static bool ScoreOnTest(Sweep sweep, TrialProgress[] trials, Func<torch.Device> device, CancellationToken cancel)
    {
        foreach (var trial in trials)
        {
            if (File.Exists(trial.Run!.Scores(SplitName.Test))) continue;
            var config = sweep.ConfigOf(trial.Trial);
            var checkpoint = Checkpoint.Read(trial.Run.Checkpoint(config.Eval.Checkpoint));
            var data = Interruptible.Run(() => EvaluationData.Prepare([checkpoint], file: null), cancel);
            if (data.Prepared.Split.Test.IsEmpty) return false;
            var evaluation = new Evaluator(data, config.Eval with { Split = SplitName.Test }, device()).Evaluate([checkpoint], cancel);
            EvaluationFolder.Write(evaluation, data.Prepared.Faces, trial.Run.EvalFolder(SplitName.Test), config.Report.Formats);
        }

        return true;
    }

    /// <summary>Joins the predictions of the folds, each face by the runs that did not learn from it; the mean over seeds.</summary>
    private static string OutOfFoldCsv(IEnumerable<TrialProgress> trials)
    {
        var runs = trials.Select(trial => trial.Run!).ToArray();
        string[] names = [.. JsonFile.Read<EvaluationResult>(runs[0].Scores(SplitName.Val)).Classes.Select(own => own.Name)];
        var faces = runs.Select(run => PredictionsFile.Read(run.Predictions(SplitName.Val), names))
            .SelectMany(fold => Enumerable.Range(0, fold.Count).Select(i => (Row: fold.Row(i), Label: fold.Label(i), Probabilities: fold.Probabilities(i).ToArray())))
            .GroupBy(face => face.Row).OrderBy(face => face.Key).ToArray();
        return new Predictions(
            names.Length,
            [.. faces.Select(face => face.Key)],
            [.. faces.Select(face => face.First().Label)],
            [.. faces.SelectMany(face => Enumerable.Range(0, names.Length).Select(c => (float)face.Average(own => (double)own.Probabilities[c])))]).ToCsv(names);
    }
}
