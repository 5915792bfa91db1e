using System.Reflection;
using System.Text.Json;
using System.Xml.Linq;
using FerTrain.Core.Config;

namespace FerTrain.Tests.Config;

/// <summary>What the records themselves say of a key, found apart from the loader.</summary>
internal static class ConfigRecords
{
    private static readonly XDocument Docs = XDocument.Load(Path.ChangeExtension(typeof(RunConfig).Assembly.Location, ".xml"));

    public static PropertyInfo Property(string key)
    {
        var (block, name) = (key.Split('.')[0], key.Split('.')[1]);
        return Named(Named(typeof(RunConfig), block).PropertyType, name);
    }

    public static string TypeName(Type type) =>
        type == typeof(double) ? "double"
        : type == typeof(int) ? "int"
        : type == typeof(long) ? "long"
        : type == typeof(bool) ? "bool"
        : type == typeof(string) ? "string"
        : type == typeof(IReadOnlyList<double>) ? "list of double"
        : type == typeof(IReadOnlyList<long>) ? "list of long"
        : type == typeof(IReadOnlyList<string>) ? "list of string"
        : type == typeof(IReadOnlyDictionary<string, string>) ? "map of string"
        : $"one of {string.Join('|', Enum.GetNames(type).Select(Snake))}";

    /// <summary>The property's documentation, code in backticks.</summary>
    public static string Summary(PropertyInfo property)
    {
        var member = Docs.Descendants("member")
            .Single(m => (string?)m.Attribute("name") == $"P:{property.DeclaringType!.FullName}.{property.Name}");
        return string.Concat(member.Element("summary")!.Nodes().Select(n => n is XElement code ? $"`{code.Value}`" : $"{n}")).Trim();
    }

    private static PropertyInfo Named(Type record, string name) => record.GetProperties().Single(p => Snake(p.Name) == name);

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
