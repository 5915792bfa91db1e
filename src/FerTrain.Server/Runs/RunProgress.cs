using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Server.Runs;

/// <summary>Holds how far a run came.</summary>
/// <param name="Epochs">The rows of metrics.csv.</param>
/// <param name="Planned">The number of epochs that its config asks for; null where it has no config.</param>
/// <param name="Best">The epoch of best.pt; null before there is one.</param>
internal sealed record RunProgress(RunState State, IReadOnlyList<EpochMetrics> Epochs, int? Planned, int? Best)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Gives the progress now and whenever it changes, until the run no longer trains.</summary>
    public static async IAsyncEnumerable<SseItem<RunProgress>> Follow(RunDirectory run, [EnumeratorCancellation] CancellationToken cancel)
    {
        var shown = default((RunState State, DateTime Written)?);
        while (true)
        {
            // The state first: rows that come after it was read are seen the next time.
            var now = (State: RunStates.Of(run), Written: File.GetLastWriteTimeUtc(run.Metrics));
            if (now != shown) yield return new SseItem<RunProgress>(Of(run, now.State), "progress");
            if (now.State != RunState.Training) yield break;
            shown = now;
            await Task.Delay(Interval, cancel);
        }
    }

    /// <exception cref="UserError">metrics.csv is damaged.</exception>
    private static RunProgress Of(RunDirectory run, RunState state)
    {
        var epochs = new MetricsLog(run.Metrics).Read();
        if (!File.Exists(run.Config)) return new(state, epochs, Planned: null, Best: null);
        var config = ConfigFile.Load(run.Config, []);
        return new(state, epochs, config.Train.Epochs, RunRecord.BestOf(epochs, config)?.Epoch);
    }
}
