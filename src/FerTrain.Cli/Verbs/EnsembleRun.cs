using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Evaluation;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary>Trains every member of an ensemble with every seed, each as a run of its own, and scores their best checkpoints together.</summary>
/// <param name="eval">How they are scored.</param>
/// <param name="members">What is trained.</param>
/// <param name="place">Where the runs go.</param>
/// <param name="resumes">Whether runs that are there already are taken, and those that were stopped go on.</param>
internal sealed class EnsembleRun(EvalConfig eval, IReadOnlyList<EnsembleMember> members, RunPlace place, bool resumes)
{
    private readonly int _count = members.Sum(member => member.Seeds.Count);
    private readonly TextWriter _output = place.Terminal.Output;
    private readonly List<(string Member, long Seed, RunDirectory Directory)> _done = [];

    /// <summary>Mistakes in any member come before the first is trained.</summary>
    public EnsembleResult Train(CancellationToken cancel)
    {
        PlannedRun[] planned = [.. members.Select(member => PlannedRun.Of(member.Config, place.Terminal, cancel))];
        _ = Interruptible.Run(() => EvaluationData.Prepare([.. members.Select(member => (member.Name, member.Config))]), cancel);
        try
        {
            foreach (var (member, run) in members.Zip(planned))
                foreach (var seed in member.Seeds)
                    Train(run with { Config = run.Config with { Train = run.Config.Train with { Seed = seed } } }, member.Name, seed, cancel);
            return Score(cancel);
        }
        catch (OperationCanceledException)
        {
            _output.WriteLine($"The ensemble stopped with {_done.Count} of {_count} runs finished. Go on with the same command and --resume {place.Runs}");
            throw;
        }
    }

    private void Train(PlannedRun run, string member, long seed, CancellationToken cancel)
    {
        var name = FormattableString.Invariant($"{(place.Name is null ? "" : $"{place.Name}_")}{RunDirectory.NameOf(member)}_seed{seed}");
        var earlier = resumes ? Earlier(name, run.Config) : null;
        _output.WriteLine($"Run {_done.Count + 1} of {_count}: {name}{(earlier is { IsFinished: true } ? $", finished: {earlier.Root}" : "")}");
        if (earlier is { IsFinished: false }) run.Resume(earlier, place, cancel);
        _done.Add((member, seed, earlier ?? run.Train(place, name, cancel).Directory));
        _output.WriteLine();
    }

    /// <summary>The newest run of that name and config, a finished one before others; how it was scored then does not matter.</summary>
    private RunDirectory? Earlier(string name, RunConfig config)
    {
        var found = new List<RunDirectory>();
        foreach (var run in RunDirectory.Named(place.Runs, name))
        {
            var recorded = ConfigFile.Load(run.Config, []);
            var others = ConfigKeys.Differences([recorded, config with { Eval = recorded.Eval }]);
            if (others.Count == 0) found.Add(run);
            else place.Terminal.Warn($"{run.Root} does not count: {string.Join(", ", others.Select(key => $"{key.Key} is {key.Values[0]} there, {key.Values[1]} here"))}");
        }

        var goesOn = !ClassicConfig.Models.Contains(config.Model.Name);
        return found.OrderBy(run => run.IsFinished).LastOrDefault(run => run.IsFinished || goesOn);
    }

    private EnsembleResult Score(CancellationToken cancel)
    {
        ITrainedModel[] checkpoints = [.. _done.Select(run => Checkpoint.Read(run.Directory.BestCheckpoint))];
        var data = Interruptible.Run(() => EvaluationData.Prepare(checkpoints, file: null), cancel);
        var config = eval with { Split = data.Split.OrVal(eval.Split) };
        var evaluation = new Evaluator(data, config, place.Device).Evaluate(checkpoints, cancel);
        var folder = EvalVerb.Folder(checkpoints, config, file: null);
        EvalVerb.Write(evaluation, data, folder);
        var result = new EnsembleResult(Scores(evaluation.Result.Members), evaluation.Result);
        result.WriteText(place.Terminal);
        _output.WriteLine();
        EvalVerb.TellFolder(_output, folder);
        return result;
    }

    private MemberScores[] Scores(IReadOnlyList<MemberResult> results) =>
    [
        .. from pair in _done.Zip(results)
           group new SeedScore(pair.First.Directory.Root, pair.First.Seed, pair.Second.Accuracy, pair.Second.LeakFreeAccuracy) by pair.First.Member into runs
           select new MemberScores(runs.Key, [.. runs]),
    ];
}
