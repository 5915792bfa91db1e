using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using YamlDotNet.Core;

namespace FerTrain.Core.Sweeps;

/// <summary>The keys of a config that a sweep varies, in the order of the file, each with its values.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="Text">The YAML that they were read from; null where none vary.</param>
internal sealed record SearchSpace(ImmutableArray<SearchedKey> Keys, string? Text)
{
    private static readonly string[] ForbiddenBlocks = ["eval", "report", "tensorboard", "ensemble"];

    // They decide the faces that validate, or are what halving varies.
    private static readonly string[] ForbiddenKeys =
    [
        "train.epochs", "data.seed", "data.source", "data.path", "data.split", "data.fractions", "data.val_fraction", "data.stratify",
        "data.validate_on", "data.limit", "data.classes", "data.merge",
    ];

    /// <summary>Varies nothing: one setting, the config itself.</summary>
    public static SearchSpace Nothing { get; } = new([], Text: null);

    /// <summary>Reads a file of the space, or throws one <see cref="UserError"/> that lists all its problems.</summary>
    public static SearchSpace Load(string path)
    {
        try
        {
            return Parse(InputFile.ReadText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Space '{path}' cannot be read as UTF-8 text: {e.Message}", e);
        }
    }

    /// <summary>Reads the text of a space.</summary>
    /// <param name="yaml">A map from keys of the config to their values.</param>
    /// <param name="file">Names the file in problems.</param>
    public static SearchSpace Parse(string yaml, string file)
    {
        YamlValue root;
        try
        {
            root = YamlReader.Read(yaml);
        }
        catch (YamlException e)
        {
            throw new UserError($"{file}:{e.Start.Line}: not valid YAML: {e.Message}", e);
        }

        if (root is not YamlMap { Entries.Count: > 0 } map)
            throw new UserError(
                $"{file}: got {root.Shown()}, expected: keys of a config with their values, such as optimizer.lr: {{log_uniform: [1e-4, 1e-2]}}");
        var problems = new List<string>();
        var keys = new List<SearchedKey>();
        foreach (var (name, value) in map.Entries)
        {
            try
            {
                if (keys.Exists(key => key.Key.Path == name.Text)) throw new ConfigValueError("it a second time", "each key once");
                keys.Add(SearchedKey.Read(Find(name.Text), value));
            }
            catch (ConfigValueError problem)
            {
                problems.Add(new ConfigProblem($"{file}:{name.Line} {name.Text}", problem.Got, problem.Expected).ToString());
            }
        }

        if (problems.Count == 0) problems.AddRange(Circles(keys).Select(key => $"{file} {key}: its condition depends on itself; expected: conditions without a circle"));
        return problems.Count == 0 ? new([.. keys], yaml) : throw new UserError(string.Join('\n', problems));
    }

    /// <summary>
    /// Gives the values that a setting has of the keys that count in it: those whose condition holds, by the setting itself or,
    /// for a key that is not searched, by the config.
    /// </summary>
    /// <param name="config">The config that the sweep starts from.</param>
    /// <param name="choose">Gives the value of a key, as YAML on one line.</param>
    public ImmutableSortedDictionary<string, string> Setting(RunConfig config, Func<SearchedKey, string> choose)
    {
        var values = new Dictionary<string, string?>();
        foreach (var key in Keys) Value(key);
        return values.Where(value => value.Value is not null).ToImmutableSortedDictionary(value => value.Key, value => value.Value!, StringComparer.Ordinal);

        string? Value(SearchedKey key)
        {
            if (values.TryGetValue(key.Key.Path, out var known)) return known;
            var applies = key.Conditions.All(condition => TextOf(condition.Key) is { } text && condition.Values.Contains(text));
            return values[key.Key.Path] = applies ? choose(key) : null;
        }

        string? TextOf(ConfigKey key) => Keys.FirstOrDefault(own => own.Key.Path == key.Path) is { } searched ? Value(searched) : key.Text(config);
    }

    private static ConfigKey Find(string path)
    {
        var key = ConfigKeys.Find(path) ?? throw new ConfigValueError("an unknown key", ConfigKeys.ExpectedFor(path));
        if (path is "train.seed" or "data.folds" or "data.fold") throw new ConfigValueError("a key of a space", path == "train.seed" ? "--seeds" : "--folds");
        return !ForbiddenBlocks.Contains(key.Block) && !ForbiddenKeys.Contains(path)
            ? key
            : throw new ConfigValueError("a key that a sweep cannot vary, since its settings must compare", "a key of the model or its training");
    }

    private static IEnumerable<string> Circles(List<SearchedKey> keys)
    {
        return keys.Where(key => Reaches(key, key.Key.Path, [])).Select(key => key.Key.Path);

        bool Reaches(SearchedKey from, string target, HashSet<string> seen) => from.Conditions.Any(condition =>
            condition.Key.Path == target
            || (seen.Add(condition.Key.Path) && keys.Find(key => key.Key.Path == condition.Key.Path) is { } next && Reaches(next, target, seen)));
    }
}

/// <summary>What is wrong with a key of a space.</summary>
internal sealed class ConfigValueError(string got, string expected) : Exception
{
    public string Got => got;

    public string Expected => expected;
}
