using System.Diagnostics;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
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
using FerTrain.Training.Initialization;
using TorchSharp;

namespace FerTrain;

/// <summary>Options of a session: where it writes, what computes it, and who watches.</summary>
public sealed record TrainingOptions
{
    /// <summary>The folder of run directories.</summary>
    public string Runs { get; init; } = "runs";

    /// <summary>The name of the run; null takes the model's.</summary>
    public string? Name { get; init; }

    /// <summary>auto, cpu, cuda, cuda:N or mps.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The threads that compute on the CPU; null takes one a core.</summary>
    public int? Threads { get; init; }

    /// <summary>Receives what happens, on the thread that trains.</summary>
    public IProgress<TrainingEvent>? Progress { get; init; }

    /// <summary>The command line for the run's record.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    internal void Report(TrainingEvent value) => Progress?.Report(value);
}

/// <summary>
/// One training, end to end: reads the data, trains into a run directory, evaluates a checkpoint, and writes figures,
/// summary and report.
/// </summary>
public sealed class TrainingSession
{
    private static readonly string[] ResumeKeys =
    [
        "train.epochs", "data.path", "data.ferplus", "data.drop_rows", "eval.split", "eval.splits", "eval.tta", "report.faces", "report.formats", "report.published",
    ];

    private readonly RunConfig _config;
    private readonly PreparedData _data;
    private readonly torch.Device _device;
    private readonly TrainingOptions _options;
    private readonly InitialWeights? _initial;
    private readonly Teachers? _teachers;
    private readonly RunDirectory? _resumed;
    private Checkpoint? _checkpoint; // of the run that is resumed, and so is the claim, until it goes on
    private IDisposable? _claim;

    private TrainingSession(
        RunConfig config, PreparedData data, torch.Device device, TrainingOptions options, InitialWeights? initial, Teachers? teachers, (RunDirectory Run, Checkpoint Checkpoint)? resumed) =>
        (_config, _data, _device, _options, _initial, _teachers, _resumed, _checkpoint) = (config, data, device, options, initial, teachers, resumed?.Run, resumed?.Checkpoint);

    /// <summary>Prepares a new run: mistakes in the config, the data or the initial weights leave no run directory behind.</summary>
    /// <exception cref="UserError">The config, the data, the initial weights or the device cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled while the data were read.</exception>
    public static TrainingSession Create(RunConfig config, TrainingOptions options, CancellationToken cancel = default) => Create(config, options, isNew: true, cancel);

    private static TrainingSession Create(RunConfig config, TrainingOptions options, bool isNew, CancellationToken cancel)
    {
        var device = DeviceOf(config, options);
        if (config.Ensemble.Members.Count > 0) throw new UserError("ensemble.members: a session trains one model; EnsembleSession trains the members of an ensemble.");
        TrainStep.RequirePrecision(config.Train.Precision, device);
        var data = Prepare(config, options, cancel);
        foreach (var warning in IgnoredKeys.Of(config)) options.Report(new TrainingEvent.Warned(warning));
        if (TrainStep.IsSlow(config.Train.Precision, device))
            options.Report(new TrainingEvent.Warned(
                "train.precision=bfloat16: a processor without AVX-512 computes it many times more slowly than float32. train.precision=float32 is faster here."));
        var initial = isNew ? InitialWeights.Read(config, data.Faces.ClassNames.Count) : null;
        config = WithFoundFiles(config, options.Runs);
        return new(config, data, device, options, initial, isNew ? Interruptible.Run(() => Teachers.Read(config, data), cancel) : null, resumed: null);
    }

    /// <summary>Finds the device; baselines compute on the CPU, whatever there is.</summary>
    private static torch.Device DeviceOf(RunConfig config, TrainingOptions options)
    {
        var device = Devices.Find(options.Device, options.Threads);
        return config.TrainsInEpochs ? device : torch.CPU;
    }

    /// <summary>Prepares what is left of a run of this name and config: the rest of one that was interrupted, or a new one.</summary>
    /// <param name="config">The config.</param>
    /// <param name="options">Its name finds the run.</param>
    /// <param name="finished">The run, where it has ended; else null.</param>
    /// <param name="cancel">Cancels reading the data.</param>
    /// <returns>The session; null where the run has ended and there is nothing to do.</returns>
    /// <inheritdoc cref="Create(RunConfig, TrainingOptions, CancellationToken)"/>
    internal static TrainingSession? ResumeOrCreate(RunConfig config, TrainingOptions options, out RunDirectory? finished, CancellationToken cancel)
    {
        var earlier = EarlierRun.Find(options, options.Name!, WithFoundFiles(config, options.Runs));
        finished = earlier is { IsFinished: true } ? earlier : null;
        if (finished is not null) return null;
        var session = Create(config, options, isNew: earlier is null, cancel);
        return earlier is null ? session : session.ResumedIn(earlier);
    }

    /// <summary>Prepares to resume a run, which then ends with the weights of one that was never interrupted. No other process can train it from here on.</summary>
    /// <param name="path">The run directory, its last.pt, or its name or a unique part of that in the options' folder.</param>
    /// <param name="overrides">Changes of its config: more epochs, another place of the same data, or how it is scored and reported.</param>
    /// <param name="options">Its folder and name are the run's own.</param>
    /// <param name="cancel">Cancels reading the data.</param>
    /// <exception cref="UserError">There is nothing to resume, or an override is not one of these.</exception>
    public static TrainingSession Resume(string path, IReadOnlyList<string> overrides, TrainingOptions options, CancellationToken cancel = default)
    {
        var run = RunFinder.Find(path, options.Runs);
        if (run.IsEnsemble) throw new UserError($"{run.Root} is an ensemble: it resumes with the command that started it and --resume-or-start.");
        if (File.Exists(path) && Path.GetFullPath(path) != Path.GetFullPath(run.LastCheckpoint))
            throw new UserError($"{path}: a run resumes from {run.LastCheckpoint}.");
        foreach (var change in overrides)
        {
            if (!ResumeKeys.Contains(ConfigKeys.SetBy(change)))
                throw new UserError($"'{change}' cannot change in a run that resumes. Expected: {string.Join(", ", ResumeKeys)}.");
        }

        return Claimed(run, () =>
        {
            var checkpoint = Recover(run, options);
            var config = WithFullPaths(ConfigFile.Parse(ConfigFile.ToYaml(checkpoint.Config), checkpoint.Path, overrides));
            var device = DeviceOf(config, options);
            WarnOfLongerSchedule(checkpoint.Config, config, options);
            return new(config, Prepare(config, options, cancel), device, options, initial: null, teachers: null, (run, checkpoint));
        });
    }

    /// <summary>Trains, evaluates and writes everything.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; last.pt holds the finished steps.</exception>
    /// <exception cref="UserError">The loss is not finite, or a file cannot be written.</exception>
    public TrainedRun Run(CancellationToken cancel = default) => RunUntil(int.MaxValue, cancel)!;

    /// <summary>Does the same, but stops without an evaluation after an epoch that is not the last one; null where it stopped there.</summary>
    internal TrainedRun? RunUntil(int pause, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var run = _resumed ?? RunDirectory.Create(_options.Runs, _options.Name ?? _config.Model.Name, clock.GetLocalNow());
        using var claim = Interlocked.Exchange(ref _claim, null) ?? run.Claim();
        var description = DescribeModel(); // before the trainer sets its seed: building a model samples weights
        var figures = new TrainingFigures(run, _config.Report.Formats, clock);
        var listeners = new Listeners(_options.Progress, figures);
        using var trainer = Trainers.Create(_config, Taught(run, cancel), run, _device, listeners, CopiedTeachers(run));
        if (_resumed is not null) trainer.Resume(Interlocked.Exchange(ref _checkpoint, null) ?? Recover(run, _options)); // before the record, which only a run that resumes may change
        if (_resumed is not null && !trainer.IsOver) WarnOfOtherDevice(run, _device, _options);
        if (_initial is not null) trainer.Initialize(_initial);
        WriteRecord(run, trainer, clock.GetLocalNow());
        description?.WriteTo(run);
        using var tensorBoard = new TensorBoardLog(run, _config, trainer.Epoch, clock);
        listeners.TensorBoard = tensorBoard;
        _options.Report(new TrainingEvent.Started(
            run, _config, _data, Devices.GpuName(_device) ?? _device.ToString(), trainer.Parameters, _initial?.Report, trainer.Epoch - 1));
        figures.DrawData(_data, _config.Data.Balance, trainer.FirstBatch());
        if (trainer.Epoch == 1) tensorBoard.AddImage(Path.Combine(run.Plots, "train_batch.png"));

        if (trainer.Run(pause, cancel) is not { } result) return null;
        figures.DrawLastCurves(result.History, result.Best); // the last epochs may have been left out
        var splits = _data.Split.Scored(_config.Eval);
        var evaluations = splits.Select(split => Evaluate(run, split, cancel)).ToArray();
        tensorBoard.AddImage(Path.Combine(run.EvalFolder(splits[0]), "confusion_matrix.png"));
        var summary = Summarize(result, evaluations, trainer.Parameters!.Value);
        JsonFile.Write(run.Summary, summary);
        RunReport.Write(run);
        var trained = new TrainedRun(run, summary, evaluations[0]) { OtherEvaluations = evaluations[1..] };
        _options.Report(new TrainingEvent.Finished(trained));
        return trained;
    }

    /// <summary>Adds the labels of teachers to the data.</summary>
    private PreparedData Taught(RunDirectory run, CancellationToken cancel)
    {
        if (_config.Distill.Teachers.Count == 0 || _config.Distill.Consistent) return _data;
        if (_teachers is not null) TakeOrWriteLabels(_teachers, run, cancel);
        return Teachers.WithLabels(run, _data, _config.Distill.Temperature);
    }

    /// <summary>Gives the teachers that label each batch, from the copies that the run has of them.</summary>
    private IReadOnlyList<Checkpoint> CopiedTeachers(RunDirectory run)
    {
        if (!_config.Distill.Consistent) return [];
        _teachers?.CopyTo(run);
        return Teachers.In(run, _config.Distill.Teachers);
    }

    private void TakeOrWriteLabels(Teachers teachers, RunDirectory run, CancellationToken cancel)
    {
        var origin = teachers.OriginOf(_data, _device);
        if (Teachers.TakeLabelsOver(run, origin) is { } earlier)
        {
            _options.Report(new TrainingEvent.TeachersFound(earlier));
            return;
        }

        _options.Report(new TrainingEvent.TeachersStarted(teachers.Count, _data.Split.Train.Distinct().Count()));
        teachers.WriteLabels(run, origin, _data, _device, cancel);
    }

    /// <summary>The same training under another name and with another seed.</summary>
    internal TrainingSession With(string name, long seed) =>
        new(WithSeed(seed), _data, _device, _options with { Name = name }, _initial, _teachers, resumed: null);

    /// <summary>The same training, resumed in a run that was interrupted.</summary>
    internal TrainingSession ResumedIn(RunDirectory run) =>
        Claimed(run, () => new(_config, _data, _device, _options, initial: null, teachers: null, (run, Recover(run, _options))));

    /// <summary>Claims a run before it is read: another process may train it until then.</summary>
    private static TrainingSession Claimed(RunDirectory run, Func<TrainingSession> prepare)
    {
        var claim = run.Claim();
        try
        {
            var session = prepare();
            session._claim = claim;
            return session;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    internal RunConfig WithSeed(long seed) => _config with { Train = _config.Train with { Seed = seed } };

    /// <summary>Reads the data of a config, and checks that its model can be trained on them.</summary>
    internal static PreparedData Prepare(RunConfig config, TrainingOptions options, CancellationToken cancel)
    {
        Trainers.CheckModel(config);
        var data = Interruptible.Run(() => DataPreparation.Prepare(config.Data, config.Preprocess.Size), cancel);
        foreach (var warning in data.Warnings)
            options.Report(new TrainingEvent.Warned(warning));
        Trainers.CheckData(config, data);
        return data;
    }

    /// <summary>Names every file by its full path, and the files of the teachers: the run's record must find them from any folder.</summary>
    internal static RunConfig WithFoundFiles(RunConfig config, string runs) =>
        WithFullPaths(config) with { Distill = config.Distill with { Teachers = Teachers.Find(config.Distill.Teachers, runs) } };

    private static RunConfig WithFullPaths(RunConfig config)
    {
        var (data, init) = (config.Data, config.Init);
        if (data.Source != DataSource.Synthetic) data = data with { Path = Path.GetFullPath(data.Path) };
        if (data.Ferplus != DataConfig.NoFerplus) data = data with { Ferplus = Path.GetFullPath(data.Ferplus) };
        if (data.DropRows != DataConfig.NoRows) data = data with { DropRows = Path.GetFullPath(data.DropRows) };
        if (init.Weights != InitConfig.NoWeights) init = init with { Weights = Path.GetFullPath(init.Weights) };
        return config with { Data = data, Init = init };
    }

    private static Checkpoint Recover(RunDirectory run, TrainingOptions options)
    {
        var (checkpoint, warning) = ResumePoint.Find(run);
        if (warning is not null) options.Report(new TrainingEvent.Warned(warning));
        return checkpoint;
    }

    /// <summary>Other devices round differently, and so do sums over other threads.</summary>
    private static void WarnOfOtherDevice(RunDirectory run, torch.Device device, TrainingOptions options)
    {
        if (!File.Exists(run.Environment)) return;
        var (before, threads) = (JsonFile.Read<RunEnvironment>(run.Environment), torch.get_num_threads());
        if (before.Device != device.ToString())
            options.Report(new TrainingEvent.Warned($"The run has been trained on {before.Device}, now on {device}: its weights will differ from an uninterrupted run's."));
        else if (device.type == DeviceType.CPU && before.Threads != threads)
            options.Report(new TrainingEvent.Warned(
                $"The run has been trained with {Counted.Of(before.Threads, "thread")}, now with {threads}: its weights will differ from an uninterrupted run's. --threads {before.Threads} keeps them equal."));
    }

    private static void WarnOfLongerSchedule(RunConfig before, RunConfig now, TrainingOptions options)
    {
        if (now.Train.Epochs == before.Train.Epochs || now.Scheduler.Name is not (SchedulerName.Cosine or SchedulerName.Polynomial or SchedulerName.OneCycle)) return;
        options.Report(new TrainingEvent.Warned(
            $"{EnumName.Of(now.Scheduler.Name)} spans all epochs: a run that starts with {before.Train.Epochs} and ends after {now.Train.Epochs} follows a curve that its config alone does not repeat."));
    }

    private ModelDescription? DescribeModel() => ModelRegistry.Find(_config.Model.Name) is NetworkEntry network
        ? ModelDescription.Of(network, new(_data.Faces.ClassNames.Count, _config.Preprocess.Channels, _config.Preprocess.InputSize), _config.Train.Freeze)
        : null;

    /// <summary>Writes what another person needs to repeat the run, before the first step; of a run that only writes its results again, where it was trained.</summary>
    private void WriteRecord(RunDirectory run, ITrainer trainer, DateTimeOffset start)
    {
        var session = new RunSession(start, _options.CommandLine, torch.get_num_threads());
        var before = _resumed is not null && File.Exists(run.Environment) ? JsonFile.Read<RunEnvironment>(run.Environment) : null;
        File.Delete(run.Summary); // a run that had ended and resumes is no longer finished
        AtomicFile.WriteText(run.Config, ConfigFile.ToYaml(_config));
        JsonFile.Write(run.Data, _data.Record());
        var now = Environment(_device, session, trainer.DataFingerprint);
        JsonFile.Write(run.Environment, before is null ? now with { InitialWeights = _initial?.Sha256 } : (trainer.IsOver ? before : now) with
        {
            StartedAt = before.StartedAt,
            CommandLine = before.CommandLine,
            Resumed = [.. before.Resumed, session],
            InitialWeights = before.InitialWeights, // a run that resumes does not read the file again
        });
    }

    private EvaluationResult Evaluate(RunDirectory run, SplitName split, CancellationToken cancel)
    {
        var evaluation = new Evaluator(EvaluationData.Of(_data), _config.Eval with { Split = split }, _device)
            .Evaluate([Checkpoint.Read(run.Checkpoint(_config.Eval.Checkpoint))], cancel);
        EvaluationFolder.Write(evaluation, _data.Faces, run.EvalFolder(split), _config.Report.Formats);
        return evaluation.Result;
    }

    /// <summary>Describes this process.</summary>
    internal static RunEnvironment Environment(torch.Device device, RunSession session, string dataFingerprint) => new()
    {
        Threads = torch.get_num_threads(),
        LibtorchVersion = NativeLibraries.Version,
        LibtorchSource = NativeLibraries.Source,
        Device = device.ToString(),
        Gpu = Devices.GpuName(device),
        StartedAt = session.StartedAt,
        CommandLine = session.CommandLine,
        DataFingerprint = dataFingerprint,
    };

    private RunSummary Summarize(TrainingResult result, EvaluationResult[] evaluations, ParameterCounts parameters)
    {
        using var process = Process.GetCurrentProcess();
        return new RunSummary
        {
            Model = _config.Model.Name,
            Parameters = parameters.Total,
            BestEpoch = result.Best.Epoch,
            EpochsRun = result.History.Count,
            StoppedBy = result.StoppedBy,
            BestValAccuracy = result.Best.ValAccuracy,
            ValidatedOn = _config.Data.ValidateOn,
            Checkpoint = _config.Eval.Checkpoint,
            Test = SplitScore.Of(evaluations[0]),
            OtherSplits = [.. evaluations.Skip(1).Select(SplitScore.Of)],
            TrainSeconds = result.History.Sum(epoch => epoch.Seconds),
            PeakMemoryBytes = process.PeakWorkingSet64,
        };
    }

    /// <summary>Reports each event to the user first, then to the figures and to TensorBoard.</summary>
    private sealed class Listeners(IProgress<TrainingEvent>? user, TrainingFigures figures) : IProgress<TrainingEvent>
    {
        public TensorBoardLog? TensorBoard { get; set; }

        public void Report(TrainingEvent value)
        {
            user?.Report(value);
            figures.Report(value);
            TensorBoard?.Report(value);
        }
    }
}
