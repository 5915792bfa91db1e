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
        if (Members.Distinct().Count() < Members.Count) yield return new($"{at}.members", Shown(Members), "each config once");
        if (Seeds.Distinct().Count() < Seeds.Count) yield return new($"{at}.seeds", Shown(Seeds), "each seed once");
        if (Seeds.Count > 0 && Members.Count == 0) yield return new($"{at}.seeds", Shown(Seeds), "[] without ensemble.members");
    }

    private static string Shown<T>(IReadOnlyList<T> values) => ConfigType.Of(typeof(IReadOnlyList<T>)).Write(values);
}
