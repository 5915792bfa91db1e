namespace FerTrain.Core.Config;

/// <summary>The update rule.</summary>
public enum OptimizerName
{
    Adam,
}

/// <summary>The <c>optimizer:</c> block.</summary>
public sealed record OptimizerConfig
{
    /// <summary>adam (Kingma and Ba, 2015).</summary>
    public OptimizerName Name { get; init; } = OptimizerName.Adam;

    /// <summary>Learning rate at the start.</summary>
    public double Lr { get; init; } = 1e-3;

    /// <summary>Decay of the gradient's running mean.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradient's running mean.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the denominator; Keras's default.</summary>
    public double Eps { get; init; } = 1e-7;

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (!(Lr > 0 && double.IsFinite(Lr))) yield return new($"{at}.lr", Lr, "a number above 0");
        if (Beta1 is not (>= 0 and < 1)) yield return new($"{at}.beta1", Beta1, "0 ≤ x < 1");
        if (Beta2 is not (>= 0 and < 1)) yield return new($"{at}.beta2", Beta2, "0 ≤ x < 1");
        if (!(Eps > 0 && double.IsFinite(Eps))) yield return new($"{at}.eps", Eps, "a number above 0");
    }
}
