using System.Text;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>Finds, reads and writes strict YAML configs.</summary>
public static class ConfigFile
{
    /// <summary>Reads the config of a <paramref name="name"/> as <see cref="Find"/> takes it, then applies the overrides.</summary>
    public static RunConfig Load(string name, IReadOnlyList<string> overrides)
    {
        var path = Find(name);
        try
        {
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            return Parse(File.ReadAllText(path, strict), path, overrides);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
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
    public static string ToYaml(RunConfig config)
    {
        var yaml = new StringBuilder();
        foreach (var block in ConfigKeys.Keys.GroupBy(k => k.Block))
        {
            yaml.Append(block.Key).Append(":\n");
            foreach (var key in block)
                yaml.Append("  ").Append(key.Name).Append(": ").Append(key.Text(config)).Append('\n');
        }

        return yaml.ToString();
    }

    /// <summary>Finds the file of a config: a path as given, or a name in <c>configs/</c> here or beside the program; <c>.yaml</c> may be left out.</summary>
    public static string Find(string name)
    {
        string[] folders = ["configs", Path.Combine(AppContext.BaseDirectory, "configs")];
        return folders.Select(f => Path.Combine(f, name)).Prepend(name)
            .SelectMany(path => new[] { path, $"{path}.yaml" })
            .FirstOrDefault(File.Exists) ?? throw NotFound(name, folders);
    }

    private static UserError NotFound(string name, string[] folders)
    {
        var known = folders.Where(Directory.Exists)
            .SelectMany(f => Directory.GetFiles(f, "*.yaml"))
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Distinct().Order(StringComparer.Ordinal);
        return new($"Config '{name}' is no file and not in configs/. {NearestName.Hint(Path.GetFileNameWithoutExtension(name), known)}");
    }
}
