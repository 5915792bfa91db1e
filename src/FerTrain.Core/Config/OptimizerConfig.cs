namespace FerTrain.Core.Config;

/// <summary>The update rule.</summary>
public enum OptimizerName
{
    Adam,
    Adamw,
    Sgd,
    Rmsprop,
}

/// <summary>The <c>optimizer:</c> block.</summary>
public sealed record OptimizerConfig
{
    /// <summary>adam (Kingma and Ba, 2015), adamw (Loshchilov and Hutter, 2019), sgd with momentum, rmsprop (Hinton, 2012).</summary>
    public OptimizerName Name { get; init; } = OptimizerName.Adam;

    /// <summary>Learning rate that the schedule starts from.</summary>
    public double Lr { get; init; } = 1e-3;

    /// <summary>Decay of the gradient's running mean, for adam and adamw.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradient's running mean, for adam and adamw.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator, for adam, adamw and rmsprop; Keras's default.</summary>
    public double Eps { get; init; } = 1e-7;

    /// <summary>Fraction of the last step that the next one keeps, for sgd and rmsprop.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Look ahead along the momentum, for sgd.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Decay of the squared gradient's running mean, for rmsprop.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>Pull of all weights towards zero: apart from the gradient in adamw, added to it in the others.</summary>
    public double WeightDecay { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (!(Lr > 0 && double.IsFinite(Lr))) yield return new($"{at}.lr", Lr, "a number above 0");
        if (Beta1 is not (>= 0 and < 1)) yield return new($"{at}.beta1", Beta1, "0 ≤ x < 1");
        if (Beta2 is not (>= 0 and < 1)) yield return new($"{at}.beta2", Beta2, "0 ≤ x < 1");
        if (!(Eps > 0 && double.IsFinite(Eps))) yield return new($"{at}.eps", Eps, "a number above 0");
        if (Momentum is not (>= 0 and < 1)) yield return new($"{at}.momentum", Momentum, "0 ≤ x < 1");
        if (Alpha is not (>= 0 and < 1)) yield return new($"{at}.alpha", Alpha, "0 ≤ x < 1");
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay))) yield return new($"{at}.weight_decay", WeightDecay, "a number of at least 0");
        if (Nesterov && Momentum == 0) yield return new($"{at}.nesterov", "true without momentum", "false, or a momentum above 0");
    }
}
