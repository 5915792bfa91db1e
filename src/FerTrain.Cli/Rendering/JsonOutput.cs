using System.Text.Json;
using FerTrain.Core.Files;

namespace FerTrain.Cli.Rendering;

/// <summary>Writes the one value of <c>--json</c>, with snake_case keys.</summary>
internal static class JsonOutput
{
    public static void Write<T>(TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, JsonFile.Options));
}
