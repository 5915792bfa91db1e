using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>What the values of an enum are called in configs, options, folders and messages: snake_case.</summary>
public static class EnumName
{
    public static string Of<T>(T value) where T : struct, Enum => ConfigType.SnakeCase(value.ToString());

    public static IReadOnlyList<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    /// <exception cref="UserError">No value has this name.</exception>
    public static T Parse<T>(string kind, string name) where T : struct, Enum =>
        Enum.GetValues<T>().Where(value => Of(value) == name).Cast<T?>().FirstOrDefault()
        ?? throw UserError.UnknownName(kind, name, All<T>());
}
