using FerTrain.Core.Comparison;
using FerTrain.Core.Config;
using FerTrain.Core.Files;

namespace FerTrain.Core.Sweeps;

/// <summary>A sweep's result as files: sweep.json; trials.csv, settings.csv and importance.csv with exact values; settings.tex to paste.</summary>
internal static class SweepFiles
{
    /// <exception cref="Errors.UserError">The folder cannot be written.</exception>
    public static void Write(Sweep sweep, SweepResult result)
    {
        JsonFile.Write(Path.Combine(sweep.Root, "sweep.json"), result);
        AtomicFile.WriteText(Path.Combine(sweep.Root, "trials.csv"), TrialsToCsv(result));
        AtomicFile.WriteText(Path.Combine(sweep.Root, "settings.csv"), SettingsToCsv(result));
        AtomicFile.WriteText(Path.Combine(sweep.Root, "importance.csv"), ImportanceToCsv(result));
        AtomicFile.WriteText(Path.Combine(sweep.Root, "settings.tex"), ToLatex(result));
    }

    public static string TrialsToCsv(SweepResult result)
    {
        var keys = SweepTable.Keys(result);
        return Csv.Text(
        [
            ["trial", "setting", "seed", "fold", "state", "epochs", "val_accuracy", "train_seconds", "run", "failure", .. keys],
            .. result.Trials.Select(trial => (object?[])
            [
                trial.Trial, trial.Setting, trial.Seed, trial.Fold, EnumName.Of(trial.State), trial.Epochs,
                trial.ValAccuracy, trial.TrainSeconds, trial.Run, trial.Failure,
                .. keys.Select(key => trial.Values.GetValueOrDefault(key))
            ]),
        ]);
    }

    public static string SettingsToCsv(SweepResult result)
    {
        var keys = SweepTable.Keys(result);
        return Csv.Text(
        [
            ["setting", "rung", "epochs", "scored", "val_accuracy", "val_accuracy_sd", "test_accuracy", "test_accuracy_sd", "train_seconds", .. keys],
            .. result.Settings.Select(setting => (object?[])
            [
                setting.Setting, setting.Rung, setting.Epochs, setting.Scored, setting.ValAccuracy?.Mean, setting.ValAccuracy?.StandardDeviation,
                setting.TestAccuracy?.Mean, setting.TestAccuracy?.StandardDeviation, setting.TrainSeconds, .. keys.Select(key => setting.Values.GetValueOrDefault(key)),
            ]),
        ]);
    }

    public static string ImportanceToCsv(SweepResult result) => Csv.Text(
    [
        ["key", "value", "settings", "mean_val_accuracy", "low", "high"],
        .. result.Importance.SelectMany(key => key.Levels.Select(level => (object?[])[key.Key, level.Value, level.Settings, level.Mean, level.Low, level.High])),
    ]);

    /// <summary>Writes the settings as a table with the package booktabs.</summary>
    public static string ToLatex(SweepResult result)
    {
        string[][] rows = [.. SweepTable.Settings(result).Select(row => Array.ConvertAll(row, LatexTable.Escaped))];
        return LatexTable.Text(new string('r', rows[0].Length), rows[0], [rows[1..]], result.Notes);
    }
}
