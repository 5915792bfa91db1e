using System.Text.Json;
using System.Text.Json.Serialization;

namespace FerTrain.Tests.Metrics;

/// <summary>Reads what a script in Goldens/ wrote.</summary>
internal static class Golden
{
    public static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static string Text(string file) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Metrics", "Goldens", file));

    public static T[] Cases<T>(string file)
    {
        using var document = JsonDocument.Parse(Text(file));
        return document.RootElement.GetProperty("cases").Deserialize<T[]>(SnakeCase)!;
    }
}
