using System.Text.Json;
using FerTrain.Core.Runs;

namespace FerTrain.Cli.Rendering;

/// <summary>Writes what <c>--json</c> promises: one value with snake_case keys.</summary>
internal static class JsonOutput
{
    public static void Write<T>(TextWriter output, T value) => output.WriteLine(JsonSerializer.Serialize(value, JsonFile.Options));
}
