using System.Globalization;
using FerTrain.Core.Runs;
using FerTrain.Training;

namespace FerTrain.Cli.Rendering;

/// <summary>Training as Keras shows it: a bar that grows on a terminal, one plain line an epoch in a log.</summary>
internal sealed class TrainingProgress(Terminal terminal, int epochs) : IProgress<TrainingEvent>
{
    private const int BarWidth = 20;
    private const string ClearLine = "\r\e[K";

    private bool _isLineOpen;

    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case TrainingEvent.StepsDone steps: Show(steps); break;
            case TrainingEvent.EpochDone epoch: Show(epoch); break;
            case TrainingEvent.CandidateTried tried:
                WriteLine(Text($"{tried.Number}/{tried.Count} {tried.Settings} {Time(tried.Seconds)} - val_accuracy: {tried.ValAccuracy:F4}"));
                break;
            case TrainingEvent.RateDropped drop:
                WriteLine(Text($"  learning rate drops from {drop.From:G4} to {drop.To:G4}"));
                break;
            case TrainingEvent.StoppedEarly stop:
                WriteLine(Text($"  early stop: no improvement for {stop.Wait} epochs{(stop.Restored ? "; the best epoch's weights are back" : "")}"));
                break;
        }
    }

    /// <summary>Leaves a half-drawn line behind.</summary>
    public void Break()
    {
        if (_isLineOpen) terminal.Output.WriteLine();
        _isLineOpen = false;
    }

    private void Show(TrainingEvent.StepsDone e)
    {
        if (!terminal.IsInteractive) return;
        var left = e.Seconds / e.Done * (e.Steps - e.Done);
        var line = Text($"Epoch {e.Epoch}/{epochs} {Bar(e.Done, e.Steps)} {e.Done}/{e.Steps} {Time(left)} left - accuracy: {e.Accuracy:F4} - loss: {e.Loss:F4}");
        terminal.Output.Write(ClearLine + line[..Math.Min(line.Length, terminal.Width - 1)]);
        terminal.Output.Flush();
        _isLineOpen = true;
    }

    private void Show(TrainingEvent.EpochDone e)
    {
        var m = e.Metrics;
        var milliseconds = m.Seconds * 1000 / e.Steps;
        var step = milliseconds < 10 ? Text($"{milliseconds:F1}") : Text($"{milliseconds:F0}");
        WriteLine(Text($"Epoch {m.Epoch}/{epochs} {Time(m.Seconds)} {step}ms/step - accuracy: {m.TrainAccuracy:F4} - loss: {m.TrainLoss:F4} - val_accuracy: {m.ValAccuracy:F4} - val_loss: {m.ValLoss:F4} - lr: {m.LearningRate:G4}{(e.IsBest ? " - best" : "")}{Remaining(m)}"));
    }

    private string Remaining(EpochMetrics metrics) =>
        metrics.Epoch < epochs ? $" - {Time(metrics.Seconds * (epochs - metrics.Epoch))} left" : "";

    private void WriteLine(string line)
    {
        terminal.Output.WriteLine(_isLineOpen ? ClearLine + line : line);
        _isLineOpen = false;
    }

    private static string Bar(int done, int steps)
    {
        var full = BarWidth * done / steps;
        return new string('━', full) + new string('─', BarWidth - full);
    }

    private static string Time(double seconds) => seconds switch
    {
        < 10 => Text($"{seconds:F1}s"),
        < 120 => Text($"{seconds:F0}s"),
        < 7200 => Text($"{seconds / 60:F0}min"),
        _ => Text($"{seconds / 3600:F1}h"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
