using System.Reflection;

namespace FerTrain.Core.Config;

/// <summary>Every key of a config, read from the records once, in the order in which they declare them.</summary>
internal static class ConfigKeys
{
    internal static IReadOnlyList<ConfigKey> Keys { get; } =
    [
        .. from block in Declared(typeof(RunConfig))
           from property in Declared(block.PropertyType)
           select new ConfigKey(block, property),
    ];

    /// <summary>The dotted paths, such as <c>optimizer.lr</c>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Keys.Select(k => k.Path)];

    /// <summary>Lists the values that a key accepts, where they are names or true and false; empty for other keys.</summary>
    public static IReadOnlyList<string> ValuesOf(string path) => Find(path)?.Type.Names ?? [];

    /// <summary>Lists the keys of a block that differ between two configs, each as <c>key.path=value</c>.</summary>
    public static IReadOnlyList<(string First, string Second)> Differences(RunConfig first, RunConfig second, string block) =>
    [
        .. from key in Keys
           where key.Block == block
           let texts = (First: $"{key.Path}={key.Text(first)}", Second: $"{key.Path}={key.Text(second)}")
           where texts.First != texts.Second
           select texts,
    ];

    /// <summary>Lists the keys that differ among several configs, each with its values in the order of the configs.</summary>
    public static IReadOnlyList<(string Key, IReadOnlyList<string> Values)> Differences(IReadOnlyList<RunConfig> configs) =>
    [
        .. from key in Keys
           let values = configs.Select(key.Text).ToArray()
           where values.Distinct().Count() > 1
           select (key.Path, (IReadOnlyList<string>)values),
    ];

    /// <summary>Gives the key that an override key=value sets.</summary>
    public static string SetBy(string text) => text.Split('=')[0].Trim();

    internal static IReadOnlyList<string> Blocks { get; } = [.. Keys.Select(k => k.Block).Distinct()];

    internal static ConfigKey? Find(string path) => Keys.FirstOrDefault(k => k.Path == path);

    internal static string[] NamesOf(string block) => [.. Keys.Where(k => k.Block == block).Select(k => k.Name)];

    internal static string[] PathsOf(string block) => [.. Keys.Where(k => k.Block == block).Select(k => k.Path)];

    /// <summary>Lists the keys whose name, without their block, is this or begins with it: lr is optimizer.lr, batch is train.batch_size.</summary>
    internal static string[] PathsNamed(string name)
    {
        if (name.Length < 2) return [];
        string[] same = [.. Keys.Where(k => k.Name == name).Select(k => k.Path)];
        return same.Length > 0 ? same : [.. Keys.Where(k => k.Name.StartsWith(name, StringComparison.Ordinal)).Select(k => k.Path)];
    }

    /// <summary>Says which keys a path that is none may have meant.</summary>
    internal static string ExpectedFor(string path)
    {
        if (PathsNamed(path.Split('.')[^1]) is { Length: > 0 } elsewhere) return ExpectedNames.OneOf(elsewhere);
        var siblings = PathsOf(path.Split('.')[0]);
        return $"{(siblings.Length > 0 ? ExpectedNames.List(siblings) : $"a key of {string.Join(", ", Blocks)}")}{ExpectedNames.Nearest(path, All)}";
    }

    private static IEnumerable<PropertyInfo> Declared(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).OrderBy(p => p.MetadataToken);
}

/// <summary>One key of a config, such as <c>optimizer.lr</c>, and the record property behind it.</summary>
internal sealed class ConfigKey(PropertyInfo block, PropertyInfo property)
{
    public string Block { get; } = ConfigType.SnakeCase(block.Name);

    public string Name { get; } = ConfigType.SnakeCase(property.Name);

    public string Path => $"{Block}.{Name}";

    public ConfigType Type { get; } = ConfigType.Of(property.PropertyType);

    public PropertyInfo BlockProperty => block;

    public PropertyInfo Property => property;

    public object Get(RunConfig config) => property.GetValue(block.GetValue(config))!;

    /// <summary>Writes the key's value as YAML on one line.</summary>
    public string Text(RunConfig config) => Type.Write(Get(config));

    /// <summary>Sets the key of a config that no other code holds yet.</summary>
    public void Set(RunConfig config, object value) => property.SetValue(block.GetValue(config), value);
}
