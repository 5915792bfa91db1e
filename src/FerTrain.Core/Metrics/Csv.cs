using System.Globalization;
using System.Text;

namespace FerTrain.Core.Metrics;

/// <summary>Comma-separated lines (RFC 4180 quoting, line feeds).</summary>
public static class Csv
{
    public static string Line(IEnumerable<string> fields) => string.Join(',', fields.Select(Quoted)) + "\n";

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back as the same number.</summary>
    public static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>Reverses <see cref="Line"/>, but for fields with a line feed in them.</summary>
    public static IReadOnlyList<string> Fields(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        foreach (var (i, c) in line.Index())
        {
            if (c == '"')
            {
                if (!quoted && i > 0 && line[i - 1] == '"') field.Append('"'); // the second of a doubled quote opens again
                quoted = !quoted;
            }
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(c);
            }
        }

        return [.. fields, field.ToString()];
    }

    private static string Quoted(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n")
            ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : field;
}
