using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Sweeps;

namespace FerTrain.Figures;

/// <summary>The figures of a sweep.</summary>
internal static class SweepFigures
{
    private const int MostMarginals = 8;

    public static IEnumerable<ComparedFigure> Of(Sweep sweep, SweepProgress progress, SweepResult result)
    {
        SettingCurve[] curves =
        [
            .. result.Settings.Select(setting => SettingCurve.Of(setting.Setting, progress, setting.Setting == result.Winner))
                .Where(curve => curve.Accuracies.Count > 0)
        ];
        if (curves.Length > 0)
            yield return new(
                "learning_curves",
                $"Validation accuracy by epoch, a line a setting{(sweep.Plan.Seeds.Count * Math.Max(sweep.Plan.Folds, 1) > 1 ? ", the mean over its seeds and folds" : "")}{(result.Winner is null ? "" : "; the winner's is thick")}.",
                SettingCurves.Draw(curves));
        if (result.Importance.Count == 0) yield break;
        var epochs = $"after {Counted.Of(result.ImportanceEpochs, "epoch")}";
        ParallelLine[] lines =
        [
            .. from setting in result.Settings
               let score = progress.MeanScore(setting.Setting, 0)
               where score is not null
               select new ParallelLine(setting.Values, score.Value, setting.Setting == result.Winner),
        ];
        yield return new(
            "parallel_coordinates",
            $"A line a setting through its values to its validation accuracy {epochs}; darker is better{(result.Winner is null ? "" : ", the winner's is red")}.",
            ParallelCoordinates.Draw(SweepTable.Keys(result), lines));
        foreach (var key in result.Importance.Take(MostMarginals))
            yield return new(
                $"marginal_{key.Key}",
                $"{key.Key}: validation accuracy {epochs} of the settings (points) and their mean at each value with its 95 % interval.",
                MarginalMeans.Draw(key, [.. lines.Where(line => line.Values.ContainsKey(key.Key)).Select(line => (line.Values[key.Key], line.Score))]));
    }

    /// <summary>Writes each as PLOTS/name.png, and in the formats of the config.</summary>
    /// <exception cref="UserError">The folder can't be written.</exception>
    public static void Write(Sweep sweep, SweepProgress progress, SweepResult result, CancellationToken cancel)
    {
        OutputFolder.Create(sweep.Plots);
        foreach (var figure in Of(sweep, progress, result))
        {
            cancel.ThrowIfCancellationRequested();
            figure.Figure.Save(sweep.Plots, figure.Name, sweep.Config.Report.Formats);
        }
    }
}
