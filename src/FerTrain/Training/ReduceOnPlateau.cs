using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>Keras's ReduceLROnPlateau: multiplies the rate once the monitored value has waited <c>patience</c> epochs.</summary>
internal sealed class ReduceOnPlateau(SchedulerConfig config)
{
    public Improvement Improvement { get; } = new(config.Monitor, config.MinDelta);

    /// <summary>Epochs since the last improvement or drop.</summary>
    public int Wait { get; set; }

    /// <summary>Epochs of the cooldown that are left.</summary>
    public int Cooldown { get; set; }

    /// <summary>The rate of the next epoch.</summary>
    public double NextRate(double rate, EpochMetrics metrics)
    {
        if (config.Name == SchedulerName.Constant) return rate;
        if (Cooldown > 0)
        {
            Cooldown--;
            Wait = 0;
        }

        if (Improvement.Update(metrics))
        {
            Wait = 0;
            return rate;
        }

        if (Cooldown > 0 || ++Wait < config.Patience || rate <= config.MinLr) return rate;
        Cooldown = config.Cooldown;
        Wait = 0;
        return Math.Max(rate * config.Factor, config.MinLr);
    }
}
