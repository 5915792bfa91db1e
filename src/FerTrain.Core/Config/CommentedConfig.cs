using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FerTrain.Core.Config;

/// <summary>
/// Writes a whole config with the type, range and meaning of every key, as the records document them.
/// <c>configs/default.yaml</c> is its text for the defaults.
/// </summary>
internal static partial class CommentedConfig
{
    private const string Header = """
        # Every key with its default. A config names only the keys that differ from these;
        # overrides on the command line say the same as key.path=value.

        """;

    private static readonly Lazy<Dictionary<string, string>> Documentation = new(ReadDocumentation);

    public static string Defaults() => Header + Of(new RunConfig());

    /// <summary>Writes every key; for an ensemble, only those of the blocks that its members do not set.</summary>
    public static string Of(RunConfig config)
    {
        var yaml = new StringBuilder();
        var isEnsemble = config.Ensemble.Members.Count > 0;
        foreach (var block in ConfigKeys.Keys.Where(key => !isEnsemble || EnsembleConfig.OwnBlocks.Contains(key.Block)).GroupBy(key => key.Block))
        {
            var lines = block.Select(key => $"  {key.Name}: {key.Text(config)}").ToArray();
            var width = lines.Max(line => line.Length);
            yaml.Append('\n').Append("# ").Append(Meaning(block.First().BlockProperty)).Append('\n').Append(block.Key).Append(":\n");
            foreach (var (key, line) in block.Zip(lines))
                yaml.Append(line.PadRight(width)).Append("  # (").Append(Values(key, config)).Append(") ").Append(Meaning(key.Property)).Append('\n');
        }

        return yaml.ToString();
    }

    /// <summary>Describes a key's values, for example "int, at least 1"; with the default where the config has another value.</summary>
    private static string Values(ConfigKey key, RunConfig config)
    {
        var values = Range(key) is { } range ? $"{key.Type.Name}, {range}" : key.Type.Name;
        var standard = key.Text(new RunConfig());
        return key.Text(config) == standard ? values : $"{values}; default {standard}";
    }

    /// <summary>Takes the range from the problem that a value outside it causes, without the words that repeat the type.</summary>
    private static string? Range(ConfigKey key)
    {
        var type = key.Property.PropertyType;
        object? outside = type == typeof(int) ? -1 : type == typeof(double) ? -1.0 : type == typeof(IReadOnlyList<double>) ? new[] { -1.0 } : null;
        if (outside is null) return null;
        var config = new RunConfig();
        key.Set(config, outside);
        return NumberWords().Replace(config.Problems().First(problem => problem.Key == key.Path).Expected, "");
    }

    private static string Meaning(PropertyInfo property) => Documentation.Value[$"P:{property.DeclaringType!.FullName}.{property.Name}"];

    /// <summary>Reads the summaries of all members, with code in backticks.</summary>
    private static Dictionary<string, string> ReadDocumentation()
    {
        var file = XDocument.Load(Path.ChangeExtension(typeof(RunConfig).Assembly.Location, ".xml"));
        return file.Descendants("member").Where(member => member.Element("summary") is not null).ToDictionary(
            member => (string)member.Attribute("name")!,
            member => string.Concat(member.Element("summary")!.Nodes().Select(node => node is XElement code ? $"`{code.Value}`" : ((XText)node).Value)).Trim());
    }

    [GeneratedRegex("^a (whole )?number (of )?")]
    private static partial Regex NumberWords();
}
