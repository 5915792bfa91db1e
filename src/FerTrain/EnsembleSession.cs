using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Models;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain;

/// <summary>Trains every member of an ensemble with every seed, each as a run of its own, and evaluates their checkpoints together.</summary>
public sealed class EnsembleSession
{
    private readonly EvalConfig _eval;
    private readonly ImmutableArray<(EnsembleMember Member, TrainingSession Session)> _members;
    private readonly TrainingOptions _options;
    private readonly bool _resumes;

    private EnsembleSession(EvalConfig eval, ImmutableArray<(EnsembleMember, TrainingSession)> members, TrainingOptions options, bool resumes) =>
        (_eval, _members, _options, _resumes) = (eval, members, options, resumes);

    /// <summary>Prepares all members: a mistake in any of them comes before the first is trained.</summary>
    /// <param name="file">The config that names the members.</param>
    /// <param name="overrides">Changes of every member's config.</param>
    /// <param name="options">Its name stands before the members' names.</param>
    /// <param name="resumes">Whether finished runs count, and interrupted ones resume.</param>
    /// <param name="cancel">Cancels reading the data.</param>
    /// <exception cref="Core.Errors.UserError">A member cannot be trained, or the members split the data differently.</exception>
    public static EnsembleSession Create(string file, IReadOnlyList<string> overrides, TrainingOptions options, bool resumes, CancellationToken cancel = default)
    {
        var config = ConfigFile.Load(file, overrides);
        var members = EnsembleMember.Load(config.Ensemble, ConfigFile.Find(file), overrides);
        ImmutableArray<(EnsembleMember, TrainingSession)> prepared = [.. members.Select(member => (member, TrainingSession.Create(member.Config, options, cancel)))];
        _ = Interruptible.Run(() => EvaluationData.Prepare([.. members.Select(member => (member.Name, member.Config))]), cancel);
        return new(config.Eval, prepared, options, resumes);
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
        var earlier = _resumes ? Earlier(name, session.WithSeed(seed)) : null;
        _options.Report(new TrainingEvent.MemberStarted(name, Finished + 1, Count, earlier is { IsFinished: true } ? earlier : null));
        if (earlier is { IsFinished: true }) return earlier;
        var seeded = session.With(name, seed);
        return (earlier is null ? seeded : seeded.ResumedIn(earlier)).Run(cancel).Directory;
    }

    /// <summary>The newest run of that name and config, a finished one before others; how it was evaluated then does not matter.</summary>
    private RunDirectory? Earlier(string name, RunConfig config)
    {
        var found = new List<RunDirectory>();
        foreach (var run in RunDirectory.Named(_options.Runs, name))
        {
            var recorded = ConfigFile.Load(run.Config, []);
            var others = ConfigKeys.Differences([recorded, config with { Eval = recorded.Eval }]);
            if (others.Count == 0) found.Add(run);
            else _options.Report(new TrainingEvent.Warned($"{run.Root} does not count: {string.Join(", ", others.Select(key => $"{key.Key} is {key.Values[0]} there, {key.Values[1]} here"))}"));
        }

        var canResume = ModelRegistry.Find(config.Model.Name).TrainsInEpochs;
        return found.OrderBy(run => run.IsFinished).LastOrDefault(run => run.IsFinished || canResume);
    }

    private TrainedEnsemble Evaluate(List<(EnsembleMember Member, long Seed, RunDirectory Directory)> runs, CancellationToken cancel)
    {
        ITrainedModel[] checkpoints = [.. runs.Select(run => Checkpoint.Read(run.Directory.Checkpoint(run.Member.Config.Eval.Checkpoint)))];
        var data = Interruptible.Run(() => EvaluationData.Prepare(checkpoints, file: null), cancel);
        var device = Devices.Find(_options.Device, _options.Threads);
        var evaluations = data.Split.Scored(_eval).Select(split => Evaluate(checkpoints, data, _eval with { Split = split }, device, cancel)).ToArray();
        var (evaluation, folder) = evaluations[0];
        var scores =
            from pair in runs.Zip(evaluation.Members)
            group new SeedScore(pair.First.Directory.Root, pair.First.Seed, pair.Second.Accuracy, pair.Second.LeakFreeAccuracy) by pair.First.Member.Name into seeds
            select new MemberScores(seeds.Key, [.. seeds]);
        return new TrainedEnsemble([.. scores], evaluation, folder) { OtherEvaluations = [.. evaluations.Skip(1).Select(other => other.Result)] };
    }

    private static (EvaluationResult Result, string Folder) Evaluate(
        ITrainedModel[] checkpoints, PreparedData data, EvalConfig config, torch.Device device, CancellationToken cancel)
    {
        var evaluation = new Evaluator(data, config, device).Evaluate(checkpoints, cancel);
        var folder = EvaluationReport.DefaultFolder(checkpoints, config, file: null);
        TrainingSession.Write(evaluation, data, folder);
        return (evaluation.Result, folder);
    }
}

/// <summary>A finished ensemble: its members, each over its seeds, all of them together, and the folder of their evaluation.</summary>
public sealed record TrainedEnsemble(IReadOnlyList<MemberScores> Members, EvaluationResult Evaluation, string Folder)
{
    /// <summary>Their scores on the other splits of the config's eval.splits.</summary>
    public IReadOnlyList<EvaluationResult> OtherEvaluations { get; init; } = [];
}

/// <summary>The runs of one member of an ensemble, and what their seeds come to.</summary>
public sealed record MemberScores(string Name, IReadOnlyList<SeedScore> Runs)
{
    public MeanAndDeviation Accuracy { get; } = MeanAndDeviation.Of([.. Runs.Select(run => run.Accuracy)]);

    /// <summary>Null where no row is leak-free.</summary>
    public MeanAndDeviation? LeakFreeAccuracy { get; } =
        Runs.Select(run => run.LeakFreeAccuracy).OfType<double>().ToArray() is { Length: > 0 } known ? MeanAndDeviation.Of(known) : null;
}

/// <summary>How the checkpoint of one training scores alone.</summary>
public sealed record SeedScore(string Run, long Seed, double Accuracy, double? LeakFreeAccuracy);
