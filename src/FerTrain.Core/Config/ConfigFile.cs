using System.Text;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Config;

/// <summary>Finds, reads and writes strict YAML configs.</summary>
public static class ConfigFile
{
    private static readonly string[] Folders = ["configs", Path.Combine(AppContext.BaseDirectory, "configs")];

    /// <summary>Reads the config of a <paramref name="name"/> as <see cref="Find"/> takes it, then applies the overrides.</summary>
    public static RunConfig Load(string name, IReadOnlyList<string> overrides)
    {
        var path = Find(name);
        try
        {
            return Parse(InputFile.ReadText(path), path, overrides);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"Config '{path}' cannot be read as UTF-8 text: {e.Message}", e);
        }
    }

    /// <summary>Reads a config, or throws one <see cref="UserError"/> that lists all its problems.</summary>
    /// <param name="yaml">The blocks and keys that differ from the defaults.</param>
    /// <param name="fileLabel">Names the file in problems.</param>
    /// <param name="overrides">Texts such as <c>optimizer.lr=0.01</c>; a later one wins.</param>
    public static RunConfig Parse(string yaml, string fileLabel, IReadOnlyList<string> overrides)
    {
        var reader = new ConfigReader(fileLabel);
        reader.ReadFile(yaml);
        foreach (var text in overrides)
            reader.ReadOverride(text);
        return reader.Finish();
    }

    /// <summary>Writes every key with its value; <see cref="Parse"/> reads back an equal config.</summary>
    public static string ToYaml(RunConfig config) => ToYaml(config, ConfigKeys.Blocks);

    /// <summary>Writes every key of some blocks.</summary>
    internal static string ToYaml(RunConfig config, IReadOnlyList<string> blocks)
    {
        var yaml = new StringBuilder();
        foreach (var block in ConfigKeys.Keys.Where(k => blocks.Contains(k.Block)).GroupBy(k => k.Block))
        {
            yaml.Append(block.Key).Append(":\n");
            foreach (var key in block)
                yaml.Append("  ").Append(key.Name).Append(": ").Append(key.Text(config)).Append('\n');
        }

        return yaml.ToString();
    }

    /// <summary>Gives a config with other values of some keys, each as YAML on one line.</summary>
    /// <exception cref="UserError">A value is out of range, or does not go with another.</exception>
    internal static RunConfig With(RunConfig config, IReadOnlyDictionary<string, string> values, string label)
    {
        var reader = new ConfigReader(label);
        reader.ReadConfig(config);
        foreach (var (path, value) in values) reader.ReadValue(path, value);
        return reader.Finish();
    }

    /// <summary>Finds the file of a config: a path as given, or a name in <c>configs/</c> here or beside the program; <c>.yaml</c> may be left out or be <c>.yml</c>.</summary>
    public static string Find(string name) =>
        Folders.Select(folder => Path.Combine(folder, name)).Prepend(name)
            .SelectMany(path => new[] { path, $"{path}.yaml", path.EndsWith(".yml", StringComparison.Ordinal) ? Path.ChangeExtension(path, ".yaml") : path })
            .FirstOrDefault(File.Exists)
        ?? throw new UserError($"Config '{name}' is no file and not in configs/. {NearestName.Hint(Path.GetFileNameWithoutExtension(name), Names())}");

    /// <summary>Lists the configs in <c>configs/</c>, here and beside the program.</summary>
    public static IReadOnlyList<string> Names() =>
    [
        .. Folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.yaml"))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Distinct().Order(StringComparer.Ordinal),
    ];
}
