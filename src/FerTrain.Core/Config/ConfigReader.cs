using FerTrain.Core.Errors;
using YamlDotNet.Core;

namespace FerTrain.Core.Config;

/// <summary>Fills a config from a file and then from overrides, and collects every problem.</summary>
internal sealed class ConfigReader(string file)
{
    private readonly RunConfig _config = new();
    private readonly Dictionary<string, Location> _locations = [];
    private readonly List<(int Rank, string Text)> _problems = [];

    /// <summary>The location where a key was set; the rank sorts lines of the file, and overrides after them.</summary>
    private sealed record Location(int Rank, string Name);

    public void ReadFile(string yaml)
    {
        try
        {
            ReadBlocks(YamlReader.Read(yaml));
        }
        catch (YamlException e)
        {
            _problems.Add(((int)e.Start.Line, $"{file}:{e.Start.Line}: not valid YAML: {e.Message}"));
        }
    }

    /// <summary>Reads the text of a config, whose lines nobody has seen.</summary>
    public void ReadConfig(RunConfig config)
    {
        ReadFile(ConfigFile.ToYaml(config));
        _locations.Clear();
    }

    public void ReadOverride(string text)
    {
        var location = new Location(int.MaxValue, text);
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts.Length < 2)
            Report(location, "no '='", "key=value");
        else if (ConfigKeys.Find(parts[0]) is { } key)
            Set(key, key.Type.IsFlow ? ReadFlow(parts[1]) : new YamlText(1, parts[1], Quoted: false), location);
        else if (ConfigKeys.PathsOf(parts[0]) is { Length: > 0 } paths)
            Report(location, "a block", ExpectedNames.List(paths));
        else
            Report(location, "an unknown key", ConfigKeys.ExpectedFor(parts[0]));
    }

    /// <summary>Reads the value of a key, as YAML on one line.</summary>
    public void ReadValue(string path, string yaml) => Set(ConfigKeys.Find(path)!, ReadFlow(yaml), new Location(int.MaxValue, $"{file}: {path}={yaml}"));

    /// <summary>Gives the config where nothing was wrong and every value is in its range, or throws.</summary>
    public RunConfig Finish()
    {
        if (_config.Ensemble.Members.Count > 0) ReportUnusedKeys();
        foreach (var problem in _config.Problems())
        {
            var location = _locations.GetValueOrDefault(problem.Key) ?? new Location(0, $"{file} {problem.Key}");
            _problems.Add((location.Rank, problem.At(location.Name)));
        }

        if (_problems.Count == 0)
            return _config;
        var heading = _problems.Count == 1 ? "" : $"{_problems.Count} problems in {file}:\n";
        throw new UserError(heading + string.Join('\n', _problems.OrderBy(p => p.Rank).Select(p => p.Text)));
    }

    /// <summary>Reports keys of the file that only the members use; overrides apply to the members.</summary>
    private void ReportUnusedKeys()
    {
        foreach (var location in _locations
                .Where(set => set.Value.Rank < int.MaxValue && ConfigKeys.Find(set.Key) is { } key && !EnsembleConfig.OwnBlocks.Contains(key.Block))
                .Select(set => set.Value))
            Report(location, "a key that the members of an ensemble set", "keys of ensemble, eval and report");
    }

    private void ReadBlocks(YamlValue root)
    {
        if (root is not YamlMap map)
        {
            Report(new(root.Line, $"{file}:{root.Line}"), root.Shown(), $"blocks: {string.Join(", ", ConfigKeys.Blocks)}");
            return;
        }

        foreach (var (name, value) in map.Entries)
        {
            var location = Enter(name.Text, name.Line);
            if (ConfigKeys.Blocks.Contains(name.Text))
                ReadBlock(name.Text, value, location);
            else
                Report(location, "an unknown block", ExpectedNames.Of(name.Text, ConfigKeys.Blocks));
        }
    }

    private void ReadBlock(string block, YamlValue value, Location location)
    {
        var names = ConfigKeys.NamesOf(block);
        if (value is not YamlMap map)
        {
            Report(location, value.Shown(), $"keys under it: {string.Join(", ", names)}");
            return;
        }

        foreach (var (name, setting) in map.Entries)
        {
            var path = $"{block}.{name.Text}";
            var at = Enter(path, name.Line);
            if (ConfigKeys.Find(path) is { } key)
                Set(key, setting, at);
            else
                Report(at, "an unknown key", ConfigKeys.PathsNamed(name.Text) is { Length: > 0 } elsewhere ? ExpectedNames.OneOf(elsewhere) : ExpectedNames.Of(name.Text, names));
        }
    }

    /// <summary>Gives the location of a block or key in the file, and reports a second one.</summary>
    private Location Enter(string path, int line)
    {
        var location = new Location(line, $"{file}:{line} {path}");
        if (!_locations.TryAdd(path, location))
            Report(location, "it a second time", $"it once; the first is on line {_locations[path].Rank}");
        return location;
    }

    private void Set(ConfigKey key, YamlValue value, Location location)
    {
        if (key.Type.Read(value) is { } read)
        {
            key.Set(_config, read);
            _locations[key.Path] = location;
        }
        else
        {
            Report(location, value.Shown(), key.Type.Expected(value.Shown()));
        }
    }

    private static YamlValue ReadFlow(string text)
    {
        try
        {
            return YamlReader.Read(text);
        }
        catch (YamlException)
        {
            return new YamlText(1, text, Quoted: false); // no list and no map, so its type will refuse it
        }
    }

    private void Report(Location location, string got, string expected) =>
        _problems.Add((location.Rank, new ConfigProblem(location.Name, got, expected).ToString()));
}
