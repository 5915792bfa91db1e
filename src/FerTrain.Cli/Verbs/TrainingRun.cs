using System.Diagnostics;
using System.Text.Json;
using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Figures;
using FerTrain.Models;
using FerTrain.Reports;
using FerTrain.Reports.TensorBoard;
using FerTrain.Torch;
using FerTrain.Training;
using FerTrain.Training.Classic;
using FerTrain.Training.Initialization;
using OpenCvSharp;
using TorchSharp;

namespace FerTrain.Cli.Verbs;

/// <summary>A run from its data to its summary.</summary>
internal sealed class TrainingRun(RunConfig config, PreparedData data, RunDirectory directory, torch.Device device, Terminal terminal)
{
    /// <summary>The data of a config, and that its model, images and classes can be trained: mistakes that should leave no run directory behind.</summary>
    public static PreparedData Prepare(RunConfig config, Terminal terminal, CancellationToken cancel)
    {
        var input = config.Preprocess;
        var model = IsClassic(config) ? null : ModelRegistry.Find(config.Model.Name);
        model?.RequireInput(input.Channels, input.InputSize);
        if (model is not null && config.Train.Freeze.Count > 0)
        {
            using var published = model.Create(model.Published());
            Freezing.Freeze(published, config.Train.Freeze); // refuses patterns that name nothing
        }

        var data = Interruptible.Run(() => DataPreparation.Prepare(config.Data, input.Size), cancel);
        terminal.Warn(data.Warnings);
        var train = data.Split.NonEmptyRows(SplitName.Train);
        if (model is null) ClassicTrainer.Require(config, train.Length);
        _ = data.Split.NonEmptyRows(SplitName.Val);
        _ = ClassBalancer.Of(data, config.Data.Balance); // refuses classes that it cannot balance
        return data;
    }

    /// <param name="resumed">Where it goes on, or null for a new run.</param>
    /// <param name="initial">What a new run starts from, where that is not for the seed to draw.</param>
    /// <param name="cancel">Saves and stops.</param>
    public RunSummary Train(Checkpoint? resumed, InitialWeights? initial, CancellationToken cancel)
    {
        using var claim = directory.Claim();
        var progress = new TrainingProgress(terminal, config.Train.Epochs);
        var clock = TimeProvider.System;
        var figures = new TrainingFigures(directory, clock);
        var listeners = new EventFork(progress, figures);
        using ITrainer trainer = IsClassic(config)
            ? new ClassicTrainer(config, data, directory, listeners)
            : new Trainer(config, data, directory, device, listeners);
        if (resumed is not null) trainer.Resume(resumed); // before the record, which only a run that goes on may change
        if (initial is not null && trainer is Trainer network) network.Initialize(initial);
        WriteRecord(clock.GetLocalNow(), trainer.DataFingerprint, initial, goesOn: resumed is not null);
        using var tensorBoard = new TensorBoardLog(directory, config, trainer.Epoch, clock);
        listeners.Add(tensorBoard);
        Introduce(trainer.Parameters, initial?.Report);
        if (trainer.Epoch > config.Train.Epochs) terminal.Output.WriteLine($"All {config.Train.Epochs} epochs were done already; train.epochs=N goes on with more.");
        figures.DrawData(data, config.Data.Balance, trainer.FirstBatch());
        if (trainer.Epoch == 1) tensorBoard.AddImage(Path.Combine(directory.Plots, "train_batch.png"));
        var split = data.Split.OrVal(config.Eval.Split);
        var (result, evaluation) = Run(trainer, split, progress, cancel);
        figures.DrawCurves(result.History, result.Best); // the last ones may have been left out
        evaluation.WriteTo(directory.EvalFolder(split));
        EvaluationFigures.Write(directory.EvalFolder(split), evaluation, data.Faces);
        tensorBoard.AddImage(Path.Combine(directory.EvalFolder(split), "confusion_matrix.png"));
        var summary = Summarize(result, evaluation.Result, split, trainer.Parameters!.Value);
        JsonFile.Write(directory.Summary, summary);
        RunReport.Write(directory);
        Conclude(result, evaluation.Result);
        return summary;
    }

    private (TrainingResult Result, Evaluation.Evaluation Evaluation) Run(ITrainer trainer, SplitName split, TrainingProgress progress, CancellationToken cancel)
    {
        try
        {
            var result = trainer.Run(cancel);
            var best = Checkpoint.Read(directory.BestCheckpoint);
            return (result, new Evaluator(data, config.Eval with { Split = split }, device).Evaluate([best], cancel));
        }
        catch (Exception error)
        {
            progress.Break();
            if (error is OperationCanceledException)
                terminal.Output.WriteLine(IsClassic(config) ? "Stopped." : $"Stopped. Go on with: fertrain train --resume {directory.Root}");
            throw;
        }
    }

    /// <summary>What another person needs to repeat the run, on disk before the first step.</summary>
    private void WriteRecord(DateTimeOffset now, string dataFingerprint, InitialWeights? initial, bool goesOn)
    {
        var session = new RunSession(now, Environment.GetCommandLineArgs()[1..]);
        var before = goesOn && File.Exists(directory.Environment) ? JsonFile.Read<RunEnvironment>(directory.Environment) : null;
        File.Delete(directory.Summary); // of a run that ended before it went on
        AtomicFile.WriteText(directory.Config, ConfigFile.ToYaml(config));
        JsonFile.Write(directory.Environment, new RunEnvironment
        {
            FertrainVersion = ProgramVersion.Number,
            GitCommit = ProgramVersion.Commit,
            Cpu = Processor.Name(),
            Threads = torch.get_num_threads(),
            LibtorchVersion = NativeLibraries.Version,
            LibtorchSource = NativeLibraries.Source,
            Device = device.ToString(),
            Gpu = Devices.GpuName(device),
            StartedAt = before?.StartedAt ?? session.StartedAt,
            CommandLine = before?.CommandLine ?? session.CommandLine,
            Resumed = before is null ? [] : [.. before.Resumed, session],
            DataFingerprint = dataFingerprint,
            InitialWeights = before is null ? initial?.Sha256 : before.InitialWeights, // a run that goes on does not look at the file again
        });
    }

    private static bool IsClassic(RunConfig config) => ClassicConfig.Models.Contains(config.Model.Name);

    private void Introduce(ParameterCounts? parameters, WeightsReport? initial)
    {
        var split = data.Split;
        terminal.Output.WriteLine(parameters is { } known
            ? FormattableString.Invariant(
                $"{config.Model.Name}: {known.Total:N0} parameters, {known.Trainable:N0} of them trainable, on {Devices.GpuName(device) ?? device.ToString()} with {torch.get_num_threads()} threads (libtorch {NativeLibraries.Version})")
            : FormattableString.Invariant($"{config.Model.Name}: trained in one go, on the CPU with {torch.get_num_threads()} threads (OpenCV {Cv2.GetVersionString()})"));
        terminal.Output.WriteLine(FormattableString.Invariant(
            $"faces: {split.Train.Length:N0} train, {split.Val.Length:N0} val, {split.Test.Length:N0} test; {data.Faces.ClassNames.Count} classes"));
        if (config.Data.Ferplus != DataConfig.NoFerplus)
            terminal.Output.WriteLine($"labels: FER+ votes ({JsonNamingPolicy.SnakeCaseLower.ConvertName($"{config.Data.FerplusLabels}")}) of {config.Data.Ferplus}");
        foreach (var line in initial?.Lines() ?? [])
            terminal.Output.WriteLine(line);
        terminal.Output.WriteLine($"run: {directory.Root}");
        terminal.Output.WriteLine();
    }

    private RunSummary Summarize(TrainingResult result, EvaluationResult evaluation, SplitName split, ParameterCounts parameters)
    {
        using var process = Process.GetCurrentProcess();
        return new RunSummary
        {
            Model = config.Model.Name,
            Parameters = parameters.Total,
            BestEpoch = result.Best.Epoch,
            EpochsRun = result.History.Count,
            StoppedBy = result.StoppedBy,
            BestValAccuracy = result.Best.ValAccuracy,
            Test = new SplitScore
            {
                Split = split,
                Samples = evaluation.Samples,
                Accuracy = evaluation.Accuracy,
                StandardError = evaluation.StandardError,
                LeakFreeAccuracy = evaluation.LeakFree?.Accuracy,
                WeightedF1 = evaluation.WeightedF1,
            },
            TrainSeconds = result.History.Sum(epoch => epoch.Seconds),
            PeakMemoryBytes = process.PeakWorkingSet64,
        };
    }

    private void Conclude(TrainingResult result, EvaluationResult evaluation)
    {
        terminal.Output.WriteLine();
        terminal.Output.WriteLine(FormattableString.Invariant($"best epoch: {result.Best.Epoch} of {result.History.Count}, val accuracy {result.Best.ValAccuracy:P2}"));
        EvaluationTable.Write(terminal.Output, evaluation, terminal.IsInteractive);
        terminal.Output.WriteLine();
        terminal.Output.WriteLine($"report:     {directory.Report}");
        terminal.Output.WriteLine($"checkpoint: {directory.BestCheckpoint}");
        terminal.Output.WriteLine($"figures:    {directory.Plots}");
        terminal.Output.WriteLine($"evaluation: {Path.Combine(directory.Root, "eval", evaluation.Split)}");
    }
}
