using FerTrain.Core.Errors;
using YamlDotNet.Core;

namespace FerTrain.Core.Config;

/// <summary>Fills a config from a file and then its overrides, and keeps every problem met on the way.</summary>
internal sealed class ConfigReader(string file)
{
    private readonly RunConfig _config = new();
    private readonly Dictionary<string, Place> _places = [];
    private readonly List<(int Rank, string Text)> _problems = [];

    /// <summary>Where a key was set; the rank puts lines of the file in order and overrides after them.</summary>
    private sealed record Place(int Rank, string Name);

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

    public void ReadOverride(string text)
    {
        var place = new Place(int.MaxValue, text);
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts.Length < 2)
            Report(place, "no '='", "key=value");
        else if (ConfigKeys.Find(parts[0]) is { } key)
            Set(key, key.Type.IsFlow ? ReadFlow(parts[1]) : new YamlText(1, parts[1], Quoted: false), place);
        else if (ConfigKeys.PathsOf(parts[0]) is { Length: > 0 } paths)
            Report(place, "a block", AcceptedNames.List(paths));
        else
            ReportUnknownPath(place, parts[0]);
    }

    /// <summary>The config, where nothing was wrong and every value is in its range.</summary>
    public RunConfig Finish()
    {
        if (_config.Ensemble.Members.Count > 0) ReportUnusedKeys();
        foreach (var problem in _config.Problems())
        {
            var place = _places.GetValueOrDefault(problem.Key) ?? new Place(0, $"{file} {problem.Key}");
            _problems.Add((place.Rank, problem.At(place.Name)));
        }

        if (_problems.Count == 0)
            return _config;
        var heading = _problems.Count == 1 ? "" : $"{_problems.Count} problems in {file}:\n";
        throw new UserError(heading + string.Join('\n', _problems.OrderBy(p => p.Rank).Select(p => p.Text)));
    }

    /// <summary>Overrides are no such keys: they go for the members.</summary>
    private void ReportUnusedKeys()
    {
        foreach (var place in _places.Where(set => set.Value.Rank < int.MaxValue && ConfigKeys.Find(set.Key) is { Block: not ("ensemble" or "eval") }).Select(set => set.Value))
            Report(place, "a key that the members of an ensemble decide", "keys of ensemble and eval");
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
            var place = Enter(name.Text, name.Line);
            if (ConfigKeys.Blocks.Contains(name.Text))
                ReadBlock(name.Text, value, place);
            else
                Report(place, "an unknown block", AcceptedNames.Of(name.Text, ConfigKeys.Blocks));
        }
    }

    private void ReadBlock(string block, YamlValue value, Place place)
    {
        var names = ConfigKeys.NamesOf(block);
        if (value is not YamlMap map)
        {
            Report(place, value.Shown(), $"keys under it: {string.Join(", ", names)}");
            return;
        }

        foreach (var (name, setting) in map.Entries)
        {
            var path = $"{block}.{name.Text}";
            var at = Enter(path, name.Line);
            if (ConfigKeys.Find(path) is { } key)
                Set(key, setting, at);
            else
                Report(at, "an unknown key", AcceptedNames.Of(name.Text, names));
        }
    }

    /// <summary>The place of a block or key in the file, which must be its only one.</summary>
    private Place Enter(string path, int line)
    {
        var place = new Place(line, $"{file}:{line} {path}");
        if (!_places.TryAdd(path, place))
            Report(place, "it a second time", $"it once; the first is on line {_places[path].Rank}");
        return place;
    }

    private void Set(ConfigKey key, YamlValue value, Place place)
    {
        if (key.Type.Read(value) is { } read)
        {
            key.Set(_config, read);
            _places[key.Path] = place;
        }
        else
        {
            Report(place, value.Shown(), key.Type.Accepted(value.Shown()));
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

    private void ReportUnknownPath(Place place, string path)
    {
        var siblings = ConfigKeys.PathsOf(path.Split('.')[0]);
        var accepted = siblings.Length > 0 ? AcceptedNames.List(siblings) : $"a key of {string.Join(", ", ConfigKeys.Blocks)}";
        Report(place, "an unknown key", $"{accepted}{AcceptedNames.Nearest(path, ConfigKeys.All)}");
    }

    private void Report(Place place, string got, string accepted) =>
        _problems.Add((place.Rank, new ConfigProblem(place.Name, got, accepted).ToString()));
}
