namespace FerTrain.Core.Config;

/// <summary>The <c>ensemble:</c> block: a config that names members trains these and no model of its own.</summary>
public sealed record EnsembleConfig
{
    /// <summary>Configs that are trained one by one and whose probabilities are averaged: files beside this one, or what <c>--config</c> takes.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Seeds that each member is trained with in turn, in place of its own <c>train.seed</c>.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        var seeds = ConfigType.Of(typeof(IReadOnlyList<long>)).Write(Seeds);
        if (Seeds.Distinct().Count() < Seeds.Count) yield return new($"{at}.seeds", seeds, "each seed once");
        if (Seeds.Count > 0 && Members.Count == 0) yield return new($"{at}.seeds", seeds, "[] without ensemble.members");
    }
}
