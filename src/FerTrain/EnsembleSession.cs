using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Evaluation;
using FerTrain.Reports;
using FerTrain.Training;

namespace FerTrain;

/// <summary>
/// Trains every member of an ensemble with every seed, each as a run of its own, and evaluates their checkpoints together
/// into a directory of the ensemble.
/// </summary>
public sealed class EnsembleSession
{
    private readonly RunConfig _config;
    private readonly string _name;
    private readonly ImmutableArray<(EnsembleMember Member, TrainingSession Session)> _members;
    private readonly TrainingOptions _options;
    private readonly bool _resumes;

    private EnsembleSession(RunConfig config, string name, ImmutableArray<(EnsembleMember, TrainingSession)> members, TrainingOptions options, bool resumes) =>
        (_config, _name, _members, _options, _resumes) = (config, name, members, options, resumes);

    /// <summary>Prepares all members: a mistake in any of them comes before the first is trained.</summary>
    /// <param name="config">The config that names the members, with the overrides.</param>
    /// <param name="file">The file of that config, beside which its members are looked for.</param>
    /// <param name="overrides">Changes of every member's config.</param>
    /// <param name="options">Its name is that of the ensemble, and stands before the members' names.</param>
    /// <param name="resumes">Whether finished runs count, and interrupted ones resume.</param>
    /// <param name="cancel">Cancels reading the data.</param>
    /// <exception cref="Core.Errors.UserError">A member cannot be trained, or the members split the data differently.</exception>
    public static EnsembleSession Create(RunConfig config, string file, IReadOnlyList<string> overrides, TrainingOptions options, bool resumes, CancellationToken cancel = default)
    {
        var path = ConfigFile.Find(file);
        var members = EnsembleMember.Load(config.Ensemble, path, overrides);
        ImmutableArray<(EnsembleMember, TrainingSession)> prepared = [.. members.Select(member => (member, TrainingSession.Create(member.Config, options, cancel)))];
        _ = Interruptible.Run(() => EvaluationData.Prepare([.. members.Select(member => (member.Name, member.Config))]), cancel);
        return new(config, options.Name ?? RunDirectory.NameOf(Path.GetFileNameWithoutExtension(path)), prepared, options, resumes);
    }

    /// <summary>How many runs the ensemble has.</summary>
    public int Count => _members.Sum(member => member.Member.Seeds.Count);

    /// <summary>How many of them are finished.</summary>
    public int Finished { get; private set; }

    /// <exception cref="OperationCanceledException">It was cancelled; the finished runs stay, and the interrupted one can resume.</exception>
    public TrainedEnsemble Run(CancellationToken cancel = default)
    {
        var runs = new List<(EnsembleMember Member, long Seed, RunDirectory Directory)>();
        foreach (var (member, session) in _members)
        {
            foreach (var seed in member.Seeds)
            {
                runs.Add((member, seed, Train(member.Name, session, seed, cancel)));
                Finished = runs.Count;
            }
        }

        return Evaluate(runs, cancel);
    }

    private RunDirectory Train(string member, TrainingSession session, long seed, CancellationToken cancel)
    {
        var name = FormattableString.Invariant($"{(_options.Name is null ? "" : $"{_options.Name}_")}{RunDirectory.NameOf(member)}_seed{seed}");
        var earlier = _resumes ? EarlierRun.Find(_options, name, session.WithSeed(seed)) : null;
        _options.Report(new TrainingEvent.MemberStarted(name, Finished + 1, Count, earlier is { IsFinished: true } ? earlier : null));
        if (earlier is { IsFinished: true }) return earlier;
        var seeded = session.With(name, seed);
        return (earlier is null ? seeded : seeded.ResumedIn(earlier)).Run(cancel).Directory;
    }

    private TrainedEnsemble Evaluate(List<(EnsembleMember Member, long Seed, RunDirectory Directory)> runs, CancellationToken cancel)
    {
        ITrainedModel[] checkpoints = [.. runs.Select(run => Checkpoint.Read(run.Directory.Checkpoint(run.Member.Config.Eval.Checkpoint)))];
        var data = Interruptible.Run(() => EvaluationData.Prepare(checkpoints, file: null), cancel);
        var device = Devices.Find(_options.Device, _options.Threads);
        var splits = data.Prepared.Split.Scored(_config.Eval);
        var evaluations = splits.Select(split =>
            new Evaluator(data, _config.Eval with { Split = split }, device).Evaluate(checkpoints, cancel)).ToArray();
        var record = Record(runs, evaluations[0].Result, splits[0]);
        var directory = Directory(record);
        JsonFile.Write(directory.Ensemble, record); // before the config, with which the directory counts
        AtomicFile.WriteText(directory.Config, ConfigFile.ToYaml(_config, EnsembleConfig.OwnBlocks));
        JsonFile.Write(directory.Environment, TrainingSession.Environment(
            device, new RunSession(TimeProvider.System.GetLocalNow(), _options.CommandLine, TorchSharp.torch.get_num_threads()), data.Prepared.Fingerprint()));
        foreach (var (split, evaluation) in splits.Zip(evaluations))
            EvaluationFolder.Write(evaluation, data.Prepared.Faces, directory.EvalFolder(split), _config.Report.Formats);
        AtomicFile.WriteText(directory.Members, record.ToCsv());
        RunReport.Write(directory);
        return new TrainedEnsemble(record.Members, evaluations[0].Result, directory) { OtherEvaluations = [.. evaluations.Skip(1).Select(other => other.Result)] };
    }

    private static EnsembleRecord Record(List<(EnsembleMember Member, long Seed, RunDirectory Directory)> runs, EvaluationResult evaluation, SplitName split)
    {
        var summaries = runs.Select(run => JsonFile.Read<RunSummary>(run.Directory.Summary)).ToArray();
        var scores =
            from pair in runs.Zip(evaluation.Members)
            group new SeedScore(pair.First.Directory.Root, pair.First.Seed, pair.Second.Accuracy, pair.Second.LeakFreeAccuracy) by pair.First.Member.Name into seeds
            select new MemberScores(seeds.Key, [.. seeds]);
        return new EnsembleRecord
        {
            Split = split,
            Parameters = summaries.Sum(summary => summary.Parameters),
            TrainSeconds = summaries.Sum(summary => summary.TrainSeconds),
            Cautions = [.. runs.SelectMany(run => RunCautions.OfTraining(ConfigFile.Load(run.Directory.Config, []))).Distinct()],
            Members = [.. scores],
        };
    }

    /// <summary>Finds the directory of the same runs where the ensemble resumes and had ended before, or creates one.</summary>
    private RunDirectory Directory(EnsembleRecord record)
    {
        var earlier = _resumes
            ? RunFinder.EnsemblesNamed(_options.Runs, _name).LastOrDefault(ensemble => JsonFile.Read<EnsembleRecord>(ensemble.Ensemble).HasRunsOf(record))
            : null;
        return earlier ?? RunDirectory.CreateEnsemble(_options.Runs, _name, TimeProvider.System.GetLocalNow());
    }
}

/// <summary>A finished ensemble: its members, each over its seeds, all of them together, and the directory that holds both.</summary>
public sealed record TrainedEnsemble(IReadOnlyList<MemberScores> Members, EvaluationResult Evaluation, RunDirectory Directory)
{
    /// <summary>Their scores on the other splits of the config's eval.splits.</summary>
    public IReadOnlyList<EvaluationResult> OtherEvaluations { get; init; } = [];
}
