using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Runs;

/// <summary>Reads and writes JSON as FerTrain does everywhere: snake_case keys, indented, one line feed at the end.</summary>
internal static class JsonFile
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a NaN must not lose the run's record
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for people to read, never part of a web page
        WriteIndented = true,
        NewLine = "\n",
    };

    private static readonly JsonSerializerOptions OneLine = new(Options) { WriteIndented = false };

    public static void Write<T>(string path, T value) =>
        AtomicFile.Write(path, stream =>
        {
            JsonSerializer.Serialize(stream, value, Options);
            stream.WriteByte((byte)'\n');
        });

    /// <summary>Writes the same JSON on one line, for use inside another file.</summary>
    public static string Line<T>(T value) => JsonSerializer.Serialize(value, OneLine);

    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(InputFile.ReadAllBytes(path), Options) ?? throw new JsonException("it holds null");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {error.Message}", error);
        }
    }
}
