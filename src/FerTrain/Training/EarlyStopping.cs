using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>Keras's EarlyStopping: stops once the monitored value has waited <c>patience</c> epochs.</summary>
internal sealed class EarlyStopping(EarlyStoppingConfig config)
{
    public Improvement Improvement { get; } = new(config.Monitor, config.MinDelta);

    public int Wait { get; set; }

    public bool IsOver => config.Patience > 0 && Wait >= config.Patience;

    /// <summary>Takes the epoch in, and answers whether it is the best so far.</summary>
    public bool Update(EpochMetrics metrics)
    {
        var improved = Improvement.Update(metrics);
        Wait = improved ? 0 : Wait + 1;
        return improved;
    }
}
