using System.Collections.Concurrent;

namespace FerTrain.Torture.Damage;

/// <summary>Damages files of every kind in thousands of ways and has them read.</summary>
internal sealed class DamageTrials(Workplace workplace, string samples, IReadOnlyList<Kind> kinds, Limits limits, Tally tally, TextWriter progress)
{
    private const int TrialsOfAWorker = 2000; // so that one trial's memory is not charged to another
    private const int Ahead = 32;
    private const int Reported = 500;

    private int _done;

    /// <param name="count">How many, in the shares of the kinds.</param>
    /// <param name="seed">The seed of the first; each has one of its own.</param>
    /// <param name="jobs">Workers at a time.</param>
    public void Try(int count, long seed, int jobs)
    {
        Kind[] turns = [.. kinds.SelectMany(kind => Enumerable.Repeat(kind, kind.Share))];
        var trials = new ConcurrentQueue<(Kind Kind, long Seed)>(Enumerable.Range(0, count).Select(i => (turns[i % turns.Length], seed + i)));
        Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = jobs }, _ => Work(trials, count));
    }

    /// <summary>Repeats one trial and says what came of it, whatever that is.</summary>
    public string Repeat(Kind kind, long seed)
    {
        var (outcome, detail) = Alone(kind, seed);
        tally.Add(kind.Name, outcome, Name(kind, seed), detail);
        return $"{outcome}: {detail}";
    }

    /// <summary>Keeps a worker busy until there are no more trials: it has some ahead, or it would wait as long as it works.</summary>
    private void Work(ConcurrentQueue<(Kind Kind, long Seed)> trials, int count)
    {
        var given = new Queue<(Kind Kind, long Seed)>();
        var worker = StartWorker();
        while (true)
        {
            while (given.Count < Ahead && worker.Given < TrialsOfAWorker && trials.TryDequeue(out var next))
            {
                worker.Give(next.Kind, next.Seed);
                given.Enqueue(next);
            }

            if (given.TryDequeue(out var trial)) Judge(trial.Kind, trial.Seed, worker.Answer());
            else if (trials.IsEmpty) break;
            if (worker.IsAlive && (given.Count > 0 || worker.Given < TrialsOfAWorker)) continue;
            worker.Dispose();
            worker = StartWorker();
            foreach (var (kind, seed) in given) worker.Give(kind, seed);
        }

        worker.Dispose();

        void Judge(Kind kind, long seed, (Outcome Outcome, string Detail) first)
        {
            var (outcome, detail) = first;
            if (outcome == Outcome.Wrong)
                (outcome, detail) = Alone(kind, seed) is (Outcome.Wrong, _) and var again ? again : (Outcome.Wrong, $"{detail} (not when it is repeated alone)");
            tally.Add(kind.Name, outcome, $"--only {Name(kind, seed)}", detail);
            if (Interlocked.Increment(ref _done) is var done && done % Reported == 0) progress.WriteLine(FormattableString.Invariant($"{done} of {count} damaged files"));
        }
    }

    private (Outcome Outcome, string Detail) Alone(Kind kind, long seed)
    {
        using var worker = StartWorker();
        worker.Give(kind, seed);
        return worker.Answer();
    }

    private WorkerProcess StartWorker() => new(samples, workplace.Trial(), limits);

    private static string Name(Kind kind, long seed) => FormattableString.Invariant($"'{kind.Name}:{seed}'");
}
