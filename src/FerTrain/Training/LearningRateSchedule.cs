using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>
/// Gives the learning rate of every update of the weights. Except for a plateau it depends on the update's number alone, so
/// that a run that is given more epochs follows the longer curve from there on.
/// </summary>
internal sealed class LearningRateSchedule
{
    private readonly SchedulerConfig _config;
    private readonly int _epochs;
    private readonly double _highest, _lowest;

    public LearningRateSchedule(RunConfig config)
    {
        (_config, _epochs, _highest) = (config.Scheduler, config.Train.Epochs, config.Optimizer.Lr);
        _lowest = Math.Min(_config.MinLr, _highest);
        Plateau = new ReduceOnPlateau(_config, _highest);
    }

    public ReduceOnPlateau Plateau { get; }

    /// <param name="update">Counted from 0 over all epochs.</param>
    public double Rate(int update, int updatesPerEpoch)
    {
        var rate = Rule(update / updatesPerEpoch, update / Math.Max(1.0, (double)_epochs * updatesPerEpoch - 1));
        var warmUp = _config.WarmupEpochs * updatesPerEpoch;
        return _config.Name != SchedulerName.OneCycle && update + 1 < warmUp ? rate * (update + 1) / warmUp : rate;
    }

    /// <summary>Takes a finished epoch in, and gives the rates before and after where they drop.</summary>
    public (double From, double To)? Drop(EpochMetrics metrics)
    {
        if (_config.Name is not (SchedulerName.Plateau or SchedulerName.Step)) return null;
        var from = Rule(metrics.Epoch - 1, progress: 0);
        if (_config.Name == SchedulerName.Plateau) Plateau.Update(metrics);
        var to = Rule(metrics.Epoch, progress: 0);
        return to < from ? (from, to) : null;
    }

    /// <param name="epoch">Finished epochs.</param>
    /// <param name="progress">From 0 at the first update of the run to 1 at the last.</param>
    private double Rule(int epoch, double progress) => _config.Name switch
    {
        SchedulerName.Constant => _highest,
        SchedulerName.Plateau => Plateau.Rate,
        SchedulerName.Step => Math.Max(_lowest, _highest * Math.Pow(_config.Factor, epoch / _config.StepSize)),
        SchedulerName.Exponential => Math.Max(_lowest, _highest * Math.Pow(_config.Factor, epoch)),
        SchedulerName.Cosine => Between(_lowest, _highest, HalfCosine(1 - progress)),
        SchedulerName.Polynomial => Between(_lowest, _highest, Math.Pow(1 - progress, _config.Power)),
        SchedulerName.OneCycle when progress < _config.PctStart => Between(_highest / _config.DivFactor, _highest, HalfCosine(progress / _config.PctStart)),
        SchedulerName.OneCycle => Between(_lowest, _highest, HalfCosine((1 - progress) / (1 - _config.PctStart))),
        var other => throw new ArgumentOutOfRangeException(nameof(epoch), other, null),
    };

    private static double Between(double low, double high, double fraction) => low + (high - low) * fraction;

    /// <summary>Rises from 0 to 1, level at both ends.</summary>
    private static double HalfCosine(double x) => (1 - Math.Cos(Math.PI * x)) / 2;
}

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
