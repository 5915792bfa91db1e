using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Models;
using FerTrain.Torch;
using FerTrain.Training;
using OpenCvSharp;
using TorchSharp;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Training as Keras shows it: a bar that grows on a terminal, one plain line an epoch in a log.</summary>
internal sealed class TrainingProgress(Terminal terminal) : IProgress<TrainingEvent>
{
    private const int BarWidth = 20;
    private const string ClearLine = "\r\e[K";

    private TrainingEvent.Started? _run;
    private bool _isLineOpen;

    private int Epochs => _run!.Config.Train.Epochs;

    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case TrainingEvent.Warned warned: terminal.Warn(warned.Message); break;
            case TrainingEvent.MemberStarted member: Show(member); break;
            case TrainingEvent.Started started: Show(started); break;
            case TrainingEvent.Finished { Run: var run }: Show(run); break;
            case TrainingEvent.StepsDone steps: Show(steps); break;
            case TrainingEvent.EpochDone epoch: Show(epoch); break;
            case TrainingEvent.CandidateTried tried:
                WriteLine(Invariant($"{tried.Number}/{tried.Count} {tried.Settings} {Time(tried.Seconds)} - val_accuracy: {tried.ValAccuracy:F4}"));
                break;
            case TrainingEvent.RateDropped drop:
                WriteLine(Invariant($"  learning rate drops from {drop.From:G4} to {drop.To:G4}"));
                break;
            case TrainingEvent.StoppedEarly stop:
                WriteLine(Invariant($"  early stop: no improvement for {stop.Wait} epochs{(stop.Restored ? "; the best epoch's weights are back" : "")}"));
                break;
        }
    }

    /// <summary>Ends a half-drawn line and says how to resume what was cancelled.</summary>
    public void Stop(bool isCancelled)
    {
        if (_isLineOpen) terminal.Output.WriteLine();
        _isLineOpen = false;
        if (!isCancelled || _run is not { } run) return;
        _run = null;
        var canResume = ModelRegistry.Find(run.Config.Model.Name).TrainsInEpochs;
        terminal.Output.WriteLine(canResume ? $"Stopped. Resume with: fertrain train --resume {run.Run.Root}" : "Stopped.");
    }

    private void Show(TrainingEvent.MemberStarted e)
    {
        if (e.Number > 1) terminal.Output.WriteLine();
        terminal.Output.WriteLine($"Run {e.Number} of {e.Count}: {e.Name}{(e.FinishedRun is null ? "" : $", finished: {e.FinishedRun.Root}")}");
    }

    private void Show(TrainingEvent.Started e)
    {
        _run = e;
        var (output, data, name) = (terminal.Output, e.Config.Data, e.Config.Model.Name);
        output.WriteLine(e.Parameters is { } parameters
            ? Invariant($"{name}: {parameters.Total:N0} parameters, {parameters.Trainable:N0} of them trainable, on {e.Device} with {torch.get_num_threads()} threads (libtorch {NativeLibraries.Version})")
            : Invariant($"{name}: trained in one go, on the CPU with {torch.get_num_threads()} threads (OpenCV {Cv2.GetVersionString()})"));
        var split = e.Data.Split;
        output.WriteLine(Invariant($"faces: {split.Train.Length:N0} train, {split.Val.Length:N0} val, {split.Test.Length:N0} test; {e.Data.Faces.ClassNames.Count} classes"));
        if (!e.Data.Faces.ClassNames.SequenceEqual(ClassNames.Fer2013)) output.WriteLine($"classes: {string.Join(", ", e.Data.Faces.ClassNames)}");
        if (data.Ferplus != DataConfig.NoFerplus) output.WriteLine($"labels: FER+ votes ({EnumName.Of(data.FerplusLabels)}) from {data.Ferplus}");
        foreach (var line in e.InitialWeights?.Lines() ?? [])
            output.WriteLine(line);
        output.WriteLine($"run: {e.Run.Root}");
        output.WriteLine();
        if (e.FinishedEpochs >= Epochs) output.WriteLine($"{(Epochs == 1 ? "Its epoch is" : $"All {Epochs} epochs are")} already complete; increase train.epochs to train on.");
    }

    private void Show(TrainedRun run)
    {
        var (output, summary) = (terminal.Output, run.Summary);
        output.WriteLine();
        output.WriteLine(Invariant($"best epoch: {summary.BestEpoch} of {summary.EpochsRun}, val accuracy {summary.BestValAccuracy:P2}{(summary.ValidatedOn == ValidationFaces.Train ? ", on the training faces" : "")}{(summary.Checkpoint == ScoredCheckpoint.Last ? "; the scores are of last.pt, at the end of training" : "")}"));
        if (_run is { } started && ModelCautions.OfTraining(started.Config) is { } caution) WrappedText.Write(output, caution);
        EvaluationTable.Write(output, run.Evaluation, terminal.HasColor, run.OtherEvaluations);
        output.WriteLine();
        output.WriteLine($"report:     {run.Directory.Report}");
        output.WriteLine($"checkpoint: {run.Evaluation.Checkpoint}");
        output.WriteLine($"figures:    {run.Directory.Plots}");
        output.WriteLine($"evaluation: {Path.Combine(run.Directory.Root, "eval", run.Evaluation.Split)}");
        _run = null;
    }

    private void Show(TrainingEvent.StepsDone e)
    {
        if (!terminal.IsInteractive) return;
        var left = e.Seconds / e.Done * (e.Steps - e.Done);
        var line = Invariant($"Epoch {e.Epoch}/{Epochs} {Bar(e.Done, e.Steps)} {e.Done}/{e.Steps} {Time(left)} left - accuracy: {e.Accuracy:F4} - loss: {e.Loss:F4}");
        terminal.Output.Write(ClearLine + line[..Math.Min(line.Length, terminal.Width - 1)]);
        terminal.Output.Flush();
        _isLineOpen = true;
    }

    private void Show(TrainingEvent.EpochDone e)
    {
        var m = e.Metrics;
        var milliseconds = m.Seconds * 1000 / e.Steps;
        var step = milliseconds < 10 ? Invariant($"{milliseconds:F1}") : Invariant($"{milliseconds:F0}");
        WriteLine(Invariant($"Epoch {m.Epoch}/{Epochs} {Time(m.Seconds)} {step}ms/step - accuracy: {m.TrainAccuracy:F4} - loss: {m.TrainLoss:F4} - val_accuracy: {m.ValAccuracy:F4} - val_loss: {m.ValLoss:F4} - lr: {m.LearningRate:G4}{(e.IsBest ? " - best" : "")}{Remaining(m)}"));
    }

    private string Remaining(EpochMetrics metrics) =>
        metrics.Epoch < Epochs ? $" - {Time(metrics.Seconds * (Epochs - metrics.Epoch))} left" : "";

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
        < 10 => Invariant($"{seconds:F1}s"),
        < 120 => Invariant($"{seconds:F0}s"),
        < 7200 => Invariant($"{seconds / 60:F0}min"),
        _ => Invariant($"{seconds / 3600:F1}h"),
    };
}
