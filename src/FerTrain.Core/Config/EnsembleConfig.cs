using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>The <c>ensemble:</c> block: a config with members trains these instead of a model of its own.</summary>
public sealed record EnsembleConfig
{
    /// <summary>The blocks that an ensemble's config has; its members set the others.</summary>
    internal static IReadOnlyList<string> OwnBlocks { get; } = ["eval", "report", "ensemble"];

    /// <summary>Configs that are trained one by one and whose probabilities are averaged: files beside this one, or names that <c>--config</c> takes.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Seeds that each member is trained with in turn, instead of its own <c>train.seed</c>.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        var seeds = ConfigType.Of(typeof(IReadOnlyList<long>)).Write(Seeds);
        if (Seeds.Distinct().Count() < Seeds.Count) yield return new($"{at}.seeds", seeds, "each seed once");
        if (Seeds.Count > 0 && Members.Count == 0) yield return new($"{at}.seeds", seeds, "[] without ensemble.members");
    }
}

/// <summary>A config that an ensemble trains, once with each of its seeds.</summary>
/// <param name="Name">The name of its file without the extension.</param>
/// <param name="Config">The config with the overrides of the command line.</param>
internal sealed record EnsembleMember(string Name, RunConfig Config, IReadOnlyList<long> Seeds)
{
    /// <summary>Loads the members of an ensemble, or throws one <see cref="UserError"/> that lists the problems of all.</summary>
    /// <param name="ensemble">Names the members.</param>
    /// <param name="file">The ensemble's own file.</param>
    /// <param name="overrides">The overrides of the command line; all but those of the ensemble block apply to every member.</param>
    public static IReadOnlyList<EnsembleMember> Load(EnsembleConfig ensemble, string file, IReadOnlyList<string> overrides)
    {
        string[] own = [.. overrides.Where(text => !ConfigKeys.SetBy(text).StartsWith("ensemble.", StringComparison.Ordinal))];
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var problems = new List<string>();
        var members = new List<EnsembleMember>();
        if (ensemble.Seeds.Count > 0 && Array.Find(own, text => ConfigKeys.SetBy(text) == "train.seed") is { } seed)
            problems.Add(new ConfigProblem(seed, "one seed for all members", "ensemble.seeds=[…]").ToString());
        foreach (var name in ensemble.Members)
        {
            try
            {
                members.Add(Load(Beside(folder, name), own, ensemble.Seeds));
            }
            catch (UserError problem)
            {
                problems.Add(problem.Message);
            }
        }

        if (members.GroupBy(member => member.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            problems.Add(new ConfigProblem("ensemble.members", $"{twice.Key} {twice.Count()} times", "configs of different names").ToString());
        return problems.Count == 0 ? members : throw new UserError(string.Join('\n', problems.Distinct()));
    }

    private static string Beside(string folder, string name) => File.Exists(Path.Combine(folder, name)) ? Path.Combine(folder, name) : ConfigFile.Find(name);

    private static EnsembleMember Load(string path, string[] overrides, IReadOnlyList<long> seeds)
    {
        var config = ConfigFile.Load(path, overrides);
        return config.Ensemble.Members.Count == 0
            ? new EnsembleMember(Path.GetFileNameWithoutExtension(path), config, seeds.Count > 0 ? seeds : [config.Train.Seed])
            : throw new UserError($"{path}: is an ensemble itself. Expected: a config of one model.");
    }
}
