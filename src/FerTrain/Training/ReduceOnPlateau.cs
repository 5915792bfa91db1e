using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>Keras's ReduceLROnPlateau: multiplies the rate once the monitored value has waited <c>patience</c> epochs.</summary>
internal sealed class ReduceOnPlateau(SchedulerConfig config, double rate)
{
    public Improvement Improvement { get; } = new(config.Monitor, config.MinDelta);

    public double Rate { get; set; } = rate;

    /// <summary>Epochs since the last improvement or drop.</summary>
    public int Wait { get; set; }

    /// <summary>Epochs of the cooldown that are left.</summary>
    public int Cooldown { get; set; }

    /// <summary>Takes the epoch in, which may lower the rate.</summary>
    public void Update(EpochMetrics metrics)
    {
        if (Cooldown > 0)
        {
            Cooldown--;
            Wait = 0;
        }

        if (Improvement.Update(metrics))
        {
            Wait = 0;
            return;
        }

        if (Cooldown > 0 || ++Wait < config.Patience || Rate <= config.MinLr) return;
        Cooldown = config.Cooldown;
        Wait = 0;
        Rate = Math.Max(Rate * config.Factor, config.MinLr);
    }
}
