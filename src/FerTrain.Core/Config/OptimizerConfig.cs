namespace FerTrain.Core.Config;

/// <summary>The optimizers.</summary>
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

    /// <summary>Learning rate at the start of the schedule, after any warm-up; the peak of one_cycle.</summary>
    public double Lr { get; init; } = 1e-3;

    /// <summary>Decay rate of the gradient's moving average, for adam and adamw.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay rate of the squared gradient's moving average, for adam and adamw.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator for numerical stability, for adam, adamw and rmsprop; the default is Keras's.</summary>
    public double Eps { get; init; } = 1e-7;

    /// <summary>Momentum, for sgd and rmsprop.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Use Nesterov momentum, for sgd.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Decay rate of the squared gradient's moving average, for rmsprop.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>Weight decay: decoupled from the gradient in adamw, added to it as an L2 penalty in the others.</summary>
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
