using System.Reflection;

namespace FerTrain.Core.Config;

/// <summary>One key of a config, such as <c>optimizer.lr</c>, and the record property behind it.</summary>
internal sealed class ConfigKey(PropertyInfo block, PropertyInfo property)
{
    public string Block { get; } = ConfigType.SnakeCase(block.Name);

    public string Name { get; } = ConfigType.SnakeCase(property.Name);

    public string Path => $"{Block}.{Name}";

    public ConfigType Type { get; } = ConfigType.Of(property.PropertyType);

    public object Get(RunConfig config) => property.GetValue(block.GetValue(config))!;

    /// <summary>Sets the key of a config that nobody else holds yet.</summary>
    public void Set(RunConfig config, object value) => property.SetValue(block.GetValue(config), value);
}
