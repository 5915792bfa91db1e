namespace FerTrain.Torture.Damage;

/// <summary>Damages files of every kind in thousands of ways and has them read.</summary>
internal sealed class DamageTrials(Workplace workplace, string samples, Limits limits, Tally tally, TextWriter progress)
{
    private const int TrialsOfAWorker = 2000; // so that one trial's memory is not charged to another
    private const int Reported = 500;

    /// <param name="count">How many, in the shares of the kinds.</param>
    /// <param name="seed">The seed of the first; each has one of its own.</param>
    /// <param name="jobs">Workers at a time.</param>
    public void Try(int count, long seed, int jobs)
    {
        Kind[] turns = [.. Kind.All.SelectMany(kind => Enumerable.Repeat(kind, kind.Share))];
        var next = -1;
        Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = jobs }, job =>
        {
            var worker = StartWorker();
            try
            {
                for (int i; (i = Interlocked.Increment(ref next)) < count;)
                {
                    if (!worker.IsAlive || worker.Done >= TrialsOfAWorker)
                    {
                        worker.Dispose();
                        worker = StartWorker();
                    }

                    Try(worker, turns[i % turns.Length], seed + i);
                    if ((i + 1) % Reported == 0) progress.WriteLine(FormattableString.Invariant($"{i + 1} of {count} damaged files"));
                }
            }
            finally
            {
                worker.Dispose();
            }
        });
    }

    /// <summary>Repeats one trial and says what came of it, whatever that is.</summary>
    public string Repeat(Kind kind, long seed)
    {
        using var worker = StartWorker();
        var (outcome, detail) = worker.Try(kind, seed);
        tally.Add(kind.Name, outcome, $"--only {Name(kind, seed)}", detail);
        return $"{outcome}: {detail}";
    }

    private void Try(WorkerProcess worker, Kind kind, long seed)
    {
        var (outcome, detail) = worker.Try(kind, seed);
        if (outcome == Outcome.Wrong)
        {
            using var fresh = StartWorker(); // what is right alone was an effect of a busy machine or of an earlier trial
            (outcome, detail) = fresh.Try(kind, seed) is (not Outcome.Wrong, _) ? (Outcome.Wrong, $"{detail} (not when it is repeated alone)") : (outcome, detail);
        }

        tally.Add(kind.Name, outcome, $"--only {Name(kind, seed)}", detail);
    }

    private WorkerProcess StartWorker() => new(samples, workplace.Trial(), limits);

    private static string Name(Kind kind, long seed) => FormattableString.Invariant($"'{kind.Name}:{seed}'");
}
