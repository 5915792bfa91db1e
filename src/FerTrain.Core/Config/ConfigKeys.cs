using System.Reflection;

namespace FerTrain.Core.Config;

/// <summary>Every key of a config, read off the records once, in the order in which they declare them.</summary>
public static class ConfigKeys
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

    /// <summary>The keys of a block that two configs answer differently, each as <c>key.path=value</c>.</summary>
    public static IReadOnlyList<(string First, string Second)> Differences(RunConfig first, RunConfig second, string block) =>
    [
        .. from key in Keys
           where key.Block == block
           let texts = (First: $"{key.Path}={key.Type.Write(key.Get(first))}", Second: $"{key.Path}={key.Type.Write(key.Get(second))}")
           where texts.First != texts.Second
           select texts,
    ];

    /// <summary>The keys that several configs do not all answer alike, each with their answers in order.</summary>
    public static IReadOnlyList<(string Key, IReadOnlyList<string> Values)> Differences(IReadOnlyList<RunConfig> configs) =>
    [
        .. from key in Keys
           let values = configs.Select(config => key.Type.Write(key.Get(config))).ToArray()
           where values.Distinct().Count() > 1
           select (key.Path, (IReadOnlyList<string>)values),
    ];

    internal static IReadOnlyList<string> Blocks { get; } = [.. Keys.Select(k => k.Block).Distinct()];

    internal static ConfigKey? Find(string path) => Keys.FirstOrDefault(k => k.Path == path);

    internal static string[] NamesOf(string block) => [.. Keys.Where(k => k.Block == block).Select(k => k.Name)];

    internal static string[] PathsOf(string block) => [.. Keys.Where(k => k.Block == block).Select(k => k.Path)];

    private static IEnumerable<PropertyInfo> Declared(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite).OrderBy(p => p.MetadataToken);
}
