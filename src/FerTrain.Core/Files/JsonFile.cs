using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Files;

/// <summary>Reads and writes JSON as FerTrain does everywhere: snake_case keys, indented, one line feed at the end.</summary>
internal static class JsonFile
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // a NaN must not lose the run's record
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // for people to read, never part of a web page
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>Reads what somebody may have changed: nothing is null or missing where a record says that it is there.</summary>
    public static JsonSerializerOptions Strict { get; } = new(Options)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireBeforeChecks } },
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

    /// <summary>Reads a file; a record checks its own content as an <see cref="IJsonOnDeserialized"/>.</summary>
    /// <exception cref="UserError">It cannot be read, or is not what it should be.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(InputFile.ReadAllBytes(path), Strict) ?? throw new JsonException("it holds null");
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {FileProblem.Shortened(error.Message)}", error);
        }
    }

    /// <summary>Refuses content, where a record checks its own.</summary>
    /// <exception cref="JsonException">It does not hold what it should.</exception>
    public static void Require(bool holds, string expected)
    {
        if (!holds) throw new JsonException($"expected: {expected}");
    }

    /// <summary>.NET looks for missing members only after a record has checked its own content, which needs them.</summary>
    private static void RequireBeforeChecks(JsonTypeInfo type)
    {
        if (type.OnDeserialized is not { } check) return;
        type.OnDeserialized = value =>
        {
            if (type.Properties.FirstOrDefault(property => property is { IsRequired: true, IsSetNullable: false, Get: { } get } && get(value) is null) is { } missing)
                throw new JsonException($"it has no {missing.Name}");
            check(value);
        };
    }
}
