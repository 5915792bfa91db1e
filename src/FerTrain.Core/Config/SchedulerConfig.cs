namespace FerTrain.Core.Config;

/// <summary>The learning-rate schedules.</summary>
public enum SchedulerName
{
    Constant,
    Plateau,
    Step,
    Exponential,
    Cosine,
    Polynomial,
    OneCycle,
}

/// <summary>The <c>scheduler:</c> block.</summary>
public sealed record SchedulerConfig
{
    /// <summary>plateau is Keras's ReduceLROnPlateau; step and exponential change the rate from epoch to epoch; cosine, polynomial and one_cycle from step to step.</summary>
    public SchedulerName Name { get; init; } = SchedulerName.Plateau;

    /// <summary>Epochs of linear warm-up from zero, with every schedule but one_cycle.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Quantity that must improve, for plateau.</summary>
    public MonitoredMetric Monitor { get; init; } = MonitoredMetric.ValLoss;

    /// <summary>Factor that the learning rate is multiplied by: at a plateau, every <c>step_size</c> epochs of step, every epoch of exponential.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs without improvement before the rate is reduced, for plateau.</summary>
    public int Patience { get; init; } = 12;

    /// <summary>Smallest absolute change that counts as an improvement, for plateau.</summary>
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>Epochs after a reduction before counting starts again, for plateau.</summary>
    public int Cooldown { get; init; }

    /// <summary>Lower bound of the learning rate after warm-up; cosine, polynomial and one_cycle end there.</summary>
    public double MinLr { get; init; }

    /// <summary>Epochs from one reduction to the next, for step.</summary>
    public int StepSize { get; init; } = 30;

    /// <summary>Exponent of polynomial; 1 decreases linearly.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Fraction of all steps in which one_cycle rises to its peak.</summary>
    public double PctStart { get; init; } = 0.3;

    /// <summary>Ratio of one_cycle's peak to its initial learning rate.</summary>
    public double DivFactor { get; init; } = 25;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (!(WarmupEpochs >= 0 && double.IsFinite(WarmupEpochs))) yield return new($"{at}.warmup_epochs", WarmupEpochs, "a number of at least 0");
        if (Factor is not (> 0 and < 1)) yield return new($"{at}.factor", Factor, "0 < x < 1");
        if (Patience < 1) yield return new($"{at}.patience", Patience, "a whole number of at least 1");
        if (!(MinDelta >= 0 && double.IsFinite(MinDelta))) yield return new($"{at}.min_delta", MinDelta, "a number of at least 0");
        if (Cooldown < 0) yield return new($"{at}.cooldown", Cooldown, "a whole number of at least 0");
        if (!(MinLr >= 0 && double.IsFinite(MinLr))) yield return new($"{at}.min_lr", MinLr, "a number of at least 0");
        if (StepSize < 1) yield return new($"{at}.step_size", StepSize, "a whole number of at least 1");
        if (!(Power > 0 && double.IsFinite(Power))) yield return new($"{at}.power", Power, "a number above 0");
        if (PctStart is not (> 0 and < 1)) yield return new($"{at}.pct_start", PctStart, "0 < x < 1");
        if (!(DivFactor >= 1 && double.IsFinite(DivFactor))) yield return new($"{at}.div_factor", DivFactor, "a number of at least 1");
    }
}
