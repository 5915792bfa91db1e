using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>A config that an ensemble trains, with its seeds.</summary>
/// <param name="Name">Of its file, without the extension.</param>
/// <param name="Config">With the overrides of the command line.</param>
/// <param name="Seeds">Of its trainings.</param>
public sealed record EnsembleMember(string Name, RunConfig Config, IReadOnlyList<long> Seeds)
{
    /// <summary>The members of an ensemble, or one <see cref="UserError"/> that tells the problems of all.</summary>
    /// <param name="ensemble">What names them.</param>
    /// <param name="file">The ensemble's own file.</param>
    /// <param name="overrides">Those of the command line; what they say of anything but the ensemble goes for every member.</param>
    public static IReadOnlyList<EnsembleMember> Load(EnsembleConfig ensemble, string file, IReadOnlyList<string> overrides)
    {
        string[] own = [.. overrides.Where(text => !text.StartsWith("ensemble.", StringComparison.Ordinal))];
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var problems = new List<string>();
        var members = new List<EnsembleMember>();
        if (ensemble.Seeds.Count > 0 && Array.Find(own, text => text.StartsWith("train.seed=", StringComparison.Ordinal)) is { } seed)
            problems.Add(new ConfigProblem(seed, "a seed of all members", "ensemble.seeds=[…]").ToString());
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
            : throw new UserError($"{path}: is an ensemble itself. Accepted: a config of one model.");
    }
}
