using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Torch;
using FerTrain.Training;
using OpenCvSharp;
using TorchSharp;
using static System.FormattableString;

namespace FerTrain.Cli.Rendering;

/// <summary>Training as a table with a row an epoch, 80 columns wide; on a terminal with a bar below it that grows.</summary>
internal sealed class TrainingProgress(Terminal terminal) : IProgress<TrainingEvent>
{
    private const int BarWidth = 20;

    private TrainingEvent.Started? _run;
    private double? _epochSeconds; // of the last epoch, with its validation
    private bool _isLineOpen;

    private int Epochs => _run!.Config.Train.Epochs;

    public void Report(TrainingEvent value)
    {
        switch (value)
        {
            case TrainingEvent.Warned warned: terminal.Warn(warned.Message); break;
            case TrainingEvent.MemberStarted member: Show(member); break;
            case TrainingEvent.TeachersFound e: WriteLine($"teachers: their labels are those of {e.Run.Root}"); break;
            case TrainingEvent.TeachersStarted e:
                WriteLine(Invariant($"teachers: {Counted.Of(e.Teachers, "model")} label{(e.Teachers == 1 ? "s" : "")} {e.Faces:N0} training faces"));
                break;
            case TrainingEvent.Started started: Show(started); break;
            case TrainingEvent.Finished { Run: var run }: Show(run); break;
            case TrainingEvent.StepsDone steps: Show(steps); break;
            case TrainingEvent.EpochDone epoch: Show(epoch); break;
            case TrainingEvent.CandidateTried tried:
                WriteLine(Invariant($"{tried.Number}/{tried.Count} {tried.Settings} {Time(tried.Seconds)} - val_accuracy: {tried.ValAccuracy:F4}"));
                break;
            case TrainingEvent.RateDropped drop:
                WriteLine($"  learning rate drops from {Rate(drop.From)} to {Rate(drop.To)}");
                break;
            case TrainingEvent.StoppedEarly stop:
                WriteLine($"  early stop: no improvement for {Counted.Of(stop.Wait, "epoch")}{(stop.Restored ? "; the best epoch's weights are back" : "")}");
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
        var canResume = run.Config.TrainsInEpochs;
        terminal.Output.WritePrintable(canResume ? $"Stopped. Resume with: {ProgramCommand.Of(["train", "--resume", run.Run.Root])}" : "Stopped.");
    }

    private void Show(TrainingEvent.MemberStarted e)
    {
        if (e.Number > 1) terminal.Output.WriteLine();
        terminal.Output.WritePrintable($"Run {e.Number} of {e.Count}: {e.Name}{(e.FinishedRun is null ? "" : $", finished: {e.FinishedRun.Root}")}");
    }

    private void Show(TrainingEvent.Started e)
    {
        (_run, _epochSeconds) = (e, null);
        var (output, data, name) = (terminal.Output, e.Config.Data, e.Config.Model.Name);
        var threads = Counted.Of(torch.get_num_threads(), "thread");
        var size = e.Parameters is { } parameters ? Invariant($"{Counted.Of(parameters.Total, "parameter")}, {parameters.Trainable:N0} of them trainable") : "trained in one go";
        output.WriteLine($"model: {name}, {size}");
        output.WriteLine(e.Parameters is null
            ? $"device: cpu with {threads} (OpenCV {Cv2.GetVersionString()})"
            : $"device: {e.Device} with {threads} (libtorch {NativeLibraries.Version})");
        var split = e.Data.Split;
        output.WriteLine(Invariant(
            $"faces: {split.Train.Length:N0} train, {split.Val.Length:N0} val, {split.Test.Length:N0} test; {Counted.Of(e.Data.Faces.ClassNames.Count, "class", "classes")}"));
        if (!e.Data.Faces.ClassNames.SequenceEqual(ClassNames.Fer2013)) output.WritePrintable($"classes: {string.Join(", ", e.Data.Faces.ClassNames)}");
        if (data.Ferplus != DataConfig.NoFerplus) output.WritePrintable($"labels: FER+ votes ({EnumName.Of(data.FerplusLabels)}) from {data.Ferplus}");
        if (e.Config.Distill is { Consistent: true, Teachers.Count: > 0 and var teachers })
            output.WriteLine($"teachers: {Counted.Of(teachers, "model")} label{(teachers == 1 ? "s each batch" : " the batches in turn")}");
        foreach (var line in e.InitialWeights?.Lines() ?? [])
            output.WritePrintable(line);
        output.WritePrintable($"run: {e.Run.Root}");
        output.WriteLine();
        if (e.FinishedEpochs >= Epochs)
            output.WriteLine($"{(Epochs == 1 ? "Its epoch is" : $"All {Epochs} epochs are")} already complete; increase train.epochs to train on.");
        else if (e.Config.TrainsInEpochs)
            output.WriteLine(terminal.Style.Bold($"{"epoch".PadLeft(EpochWidth)}   time        lr     loss     acc  val loss  val acc"));
    }

    private void Show(TrainedRun run)
    {
        var (output, summary) = (terminal.Output, run.Summary);
        output.WriteLine();
        var faces = summary.ValidatedOn == ValidationFaces.Train ? ", on the training faces" : "";
        var config = _run!.Config;
        var checkpoint = summary.Checkpoint != ScoredCheckpoint.Last ? "" : $"; the scores are of last.pt{(summary.IsRestored(config) ? "" : ", at the end of training")}";
        var epoch = config.TrainsInEpochs ? Invariant($"best epoch: {summary.BestEpoch} of {summary.EpochsRun}, ") : "";
        output.WriteLine(Invariant($"{epoch}val accuracy {summary.BestValAccuracy:P2}{faces}{checkpoint}"));
        if (ModelCautions.OfTraining(config) is { } caution) WrappedText.Write(output, caution);
        EvaluationTable.Write(output, run.Evaluation, terminal.Style, run.OtherEvaluations);
        output.WriteLine();
        output.WritePrintable($"report:     {run.Directory.Report}");
        output.WritePrintable($"checkpoint: {run.Evaluation.Checkpoint}");
        output.WritePrintable($"figures:    {run.Directory.Plots}");
        output.WritePrintable($"evaluation: {run.Directory.EvalFolder(run.Evaluation.Split)}");
        output.WriteLine();
        NextSteps.Write(output, run.Directory, config);
        _run = null;
    }

    private void Show(TrainingEvent.StepsDone e)
    {
        if (!terminal.IsInteractive) return;
        var left = e.Seconds / e.Done * (e.Steps - e.Done);
        // Before the first epoch ends, its steps alone say how long the others take.
        var inAll = left + (Epochs - e.Epoch) * (_epochSeconds ?? e.Seconds / e.Done * e.Steps);
        var line = Invariant(
            $"{EpochOf(e.Epoch)} {Bar(e.Done, e.Steps)} {e.Done}/{e.Steps}  loss {e.Loss:F4}  acc {e.Accuracy:F4}  {Time(left)}{(e.Epoch < Epochs ? $", {Time(inAll)} left" : " left")}");
        terminal.Output.Write(Ansi.ClearLine + line[..Math.Min(line.Length, terminal.Width - 1)]);
        terminal.Output.Flush();
        _isLineOpen = true;
    }

    private void Show(TrainingEvent.EpochDone e)
    {
        var m = e.Metrics;
        _epochSeconds = m.Seconds;
        var left = m.Epoch < Epochs ? $"  {Time(m.Seconds * (Epochs - m.Epoch))} left" : "";
        var best = e.IsBest ? terminal.Style.Green("best") : "    ";
        WriteLine(Invariant(
            $"{EpochOf(m.Epoch)}  {Time(m.Seconds),5}  {Rate(m.LearningRate),8}  {m.TrainLoss,7:F4}  {m.TrainAccuracy,6:F4}  {m.ValLoss,8:F4}  {m.ValAccuracy,7:F4}  {best}{left}").TrimEnd());
    }

    private int EpochWidth => EpochOf(Epochs).Length;

    /// <summary>The number of an epoch, as wide as the last one's.</summary>
    private string EpochOf(int epoch) => Invariant($"{epoch}/{Epochs}").PadLeft(Math.Max("epoch".Length, Invariant($"{Epochs}/{Epochs}").Length));

    private void WriteLine(string line)
    {
        terminal.Output.WriteLine(_isLineOpen ? Ansi.ClearLine + line : line);
        _isLineOpen = false;
    }

    private static string Rate(double rate) => NumberText.Of(rate, "G3");

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
