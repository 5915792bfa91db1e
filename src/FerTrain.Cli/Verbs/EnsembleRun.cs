using FerTrain.Cli.Rendering;
using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Evaluation;
using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary>Trains every member of an ensemble with every seed, each as a run of its own, and scores their best checkpoints together.</summary>
internal sealed class EnsembleRun(EvalConfig eval, IReadOnlyList<EnsembleMember> members, RunPlace place)
{
    private readonly int _count = members.Sum(member => member.Seeds.Count);
    private readonly TextWriter _output = place.Terminal.Output;
    private readonly List<(string Member, long Seed, RunDirectory Directory)> _done = [];

    /// <summary>Mistakes in any member come before the first is trained.</summary>
    public EnsembleResult Train(CancellationToken cancel)
    {
        PlannedRun[] planned = [.. members.Select(member => PlannedRun.Of(member.Config, place.Terminal, cancel))];
        var data = Interruptible.Run(() => EvaluationData.Prepare([.. members.Select(member => (member.Name, member.Config))]), cancel);
        try
        {
            foreach (var (member, run) in members.Zip(planned))
                foreach (var seed in member.Seeds)
                    Train(run with { Config = run.Config with { Train = run.Config.Train with { Seed = seed } } }, member.Name, seed, cancel);
            return Score(data, cancel);
        }
        catch (OperationCanceledException)
        {
            _output.WriteLine($"The ensemble stopped with {_done.Count} of {_count} runs finished. Score finished ones with: fertrain eval --checkpoint RUN RUN …");
            throw;
        }
    }

    private void Train(PlannedRun run, string member, long seed, CancellationToken cancel)
    {
        var name = FormattableString.Invariant($"{member}_seed{seed}");
        _output.WriteLine($"Run {_done.Count + 1} of {_count}: {name}");
        var directory = run.Train(place with { Name = place.Name is null ? null : $"{place.Name}_{name}" }, name, cancel).Directory;
        _done.Add((member, seed, directory));
        _output.WriteLine();
    }

    private EnsembleResult Score(PreparedData data, CancellationToken cancel)
    {
        ITrainedModel[] checkpoints = [.. _done.Select(run => Checkpoint.Read(run.Directory.BestCheckpoint))];
        var config = eval with { Split = data.Split.OrVal(eval.Split) };
        var evaluation = new Evaluator(data, config, place.Device).Evaluate(checkpoints, cancel);
        var folder = EvalVerb.Folder(checkpoints, config.Split);
        EvalVerb.Write(evaluation, data, folder);
        var result = new EnsembleResult(Scores(evaluation.Result.Members), evaluation.Result);
        result.WriteText(place.Terminal);
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
