namespace FerTrain.Core.Config;

/// <summary>The learning-rate rule.</summary>
public enum SchedulerName
{
    Constant,
    Plateau,
}

/// <summary>The <c>scheduler:</c> block.</summary>
public sealed record SchedulerConfig
{
    /// <summary>plateau is Keras's ReduceLROnPlateau; constant never changes the rate.</summary>
    public SchedulerName Name { get; init; } = SchedulerName.Plateau;

    /// <summary>The quantity that must improve.</summary>
    public Monitor Monitor { get; init; } = Monitor.ValLoss;

    /// <summary>The rate is multiplied by this at a plateau.</summary>
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs without improvement before the rate drops.</summary>
    public int Patience { get; init; } = 12;

    /// <summary>Smallest absolute change that counts as an improvement.</summary>
    public double MinDelta { get; init; } = 1e-4;

    /// <summary>Epochs after a drop in which nothing is counted.</summary>
    public int Cooldown { get; init; }

    /// <summary>The rate never falls below this.</summary>
    public double MinLr { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (Factor is not (> 0 and < 1)) yield return new($"{at}.factor", Factor, "0 < x < 1");
        if (Patience < 1) yield return new($"{at}.patience", Patience, "a whole number of at least 1");
        if (!(MinDelta >= 0 && double.IsFinite(MinDelta))) yield return new($"{at}.min_delta", MinDelta, "a number of at least 0");
        if (Cooldown < 0) yield return new($"{at}.cooldown", Cooldown, "a whole number of at least 0");
        if (!(MinLr >= 0 && double.IsFinite(MinLr))) yield return new($"{at}.min_lr", MinLr, "a number of at least 0");
    }
}
