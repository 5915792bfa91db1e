using System.Text;
using CsvHelper;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>What the readers of faces and of votes share: where a column stands, and what a Usage says.</summary>
internal static class CsvFields
{
    private static readonly byte[][] UsageNames = [.. Enum.GetNames<Usage>().Select(Encoding.UTF8.GetBytes)];

    /// <summary>No field of these formats spans lines, so one stray quote must not swallow the rows after it.</summary>
    public static CsvReaderOptions Options { get; } = new()
    {
        Separator = ',',
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        BufferSize = 1 << 20,
        MaxRecordSize = 1 << 20,
    };

    /// <summary>The place of a column, whatever its case and the spaces around it.</summary>
    public static int Column(this CsvReader csv, string file, string name)
    {
        for (var i = 0; i < csv.Headers.Count; i++)
        {
            if (csv.Headers[i].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        var found = csv.Headers.Take(6).Select(header => PixelText.Shorten(header.Trim())).ToArray();
        var near = NearestName.Find(name, found) is { } header ? $" Is '{header}' meant?" : "";
        throw new UserError($"{file}: the column '{name}' is missing. Found: {string.Join(", ", found)}.{near}");
    }

    /// <summary>Whether the record holds nothing but white space.</summary>
    public static bool IsBlank(this CsvReader csv) => csv.RawRecord.Trim(" \t\r"u8).IsEmpty;

    public static ReadOnlySpan<byte> Trimmed(this CsvReader csv, int column) => csv.GetSpan(column).Trim((byte)' ');

    public static FormatProblem Problem(this CsvReader csv, string field, string message) => new(csv.RowNumber, csv.LineNumber, field, message);

    /// <summary>The Usage of that name, or null and what is wrong with it.</summary>
    public static Usage? ParseUsage(ReadOnlySpan<byte> text, out string fault)
    {
        fault = "";
        for (var i = 0; i < UsageNames.Length; i++)
        {
            if (text.SequenceEqual(UsageNames[i]))
                return (Usage)i;
        }

        fault = $"unknown Usage '{Quote(text)}'. {NearestName.Hint(Quote(text), Enum.GetNames<Usage>())}";
        return null;
    }

    public static string Quote(ReadOnlySpan<byte> text) => PixelText.Shorten(Encoding.UTF8.GetString(text));
}
