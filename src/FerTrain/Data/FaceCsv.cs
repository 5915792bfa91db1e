using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CsvHelper;
using FerTrain.Core;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Reads FER2013's CSV: each row has a label, 2,304 grey values and a Usage, in any order of columns.</summary>
internal sealed class FaceCsv
{
    private readonly CsvReader _csv;
    private readonly string _file;
    private readonly Action<FormatProblem>? _report;
    private readonly int _emotion, _pixels, _usage;
    private int _row = -1;

    private FaceCsv(CsvReader csv, string file, Action<FormatProblem>? report)
    {
        (_csv, _file, _report) = (csv, file, report);
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
            throw new UserError($"{file} is empty. Expected a header (emotion, pixels, Usage) and rows.");
        _emotion = csv.Column(file, "emotion");
        _pixels = csv.Column(file, "pixels");
        _usage = csv.Column(file, "Usage");
    }

    /// <summary>
    /// Reads all rows. Without <paramref name="report"/> the first bad field is an error; with it every bad field is
    /// reported and its row is skipped.
    /// </summary>
    public static FaceSet Read(Stream stream, string file, Action<FormatProblem>? report = null)
    {
        using var csv = CsvReader.Create(stream, CsvColumns.Options, leaveOpen: true);
        try
        {
            return new FaceCsv(csv, file, report).ReadRows();
        }
        catch (CsvFormatException malformed)
        {
            throw new UserError($"{file}: not FER2013's CSV: {malformed.Message}", malformed);
        }
    }

    private FaceSet ReadRows()
    {
        var faces = new FaceSetBuilder();
        while (_csv.Read())
        {
            if (_csv.IsBlank())
                continue;
            _row++;
            if (ReadRow(faces.NextFace()) is var (label, usage))
                faces.Add(label, usage);
        }

        if (_row < 0)
            throw new UserError($"{_file} has a header but no rows.");
        return faces.Build();
    }

    private (byte Label, Usage Usage)? ReadRow(Span<byte> face)
    {
        if (_csv.FieldCount != _csv.Headers.Count)
        {
            Report("columns", $"{_csv.FieldCount}, expected {_csv.Headers.Count}");
            return null;
        }

        var label = ReadLabel();
        var hasFace = PixelText.TryParse(_csv.GetSpan(_pixels), face);
        if (!hasFace)
            Report("pixels", PixelText.Explain(_csv.GetSpan(_pixels), face.Length));
        var usage = ReadUsage();
        return hasFace && label is { } l && usage is { } u ? (l, u) : null;
    }

    private byte? ReadLabel()
    {
        var text = _csv.Trimmed(_emotion);
        if (Utf8Parser.TryParse(text, out byte label, out var used) && used == text.Length && label < ClassNames.Fer2013.Count)
            return label;
        var expected = string.Join(", ", ClassNames.Fer2013.Select((name, i) => $"{i} {name}"));
        Report("emotion", $"unknown label '{CsvColumns.Quote(text)}'. Expected: {expected}.");
        return null;
    }

    private Usage? ReadUsage()
    {
        var usage = CsvColumns.ParseUsage(_csv.Trimmed(_usage), out var fault);
        if (usage is null)
            Report("Usage", fault);
        return usage;
    }

    private void Report(string field, string message)
    {
        var problem = _csv.Problem(_row, field, message);
        if (_report is null)
            throw new UserError($"{_file}: {problem}");
        _report(problem);
    }
}

/// <summary>Parses the pixels column: grey values 0–255 as text, separated by spaces.</summary>
internal static class PixelText
{
    /// <summary>Counts the bytes of the longest value with the space behind it.</summary>
    public const int LongestValue = 4;

    private const int LongestQuote = 20;

    /// <summary>Formats a face in the buffer and gives the part that it takes.</summary>
    public static ReadOnlySpan<byte> Format(ReadOnlySpan<byte> face, Span<byte> buffer)
    {
        var at = 0;
        foreach (var pixel in face)
        {
            Utf8Formatter.TryFormat(pixel, buffer[at..], out var written);
            at += written;
            buffer[at++] = (byte)' ';
        }

        return buffer[..(at - 1)];
    }

    /// <summary>Fills <paramref name="pixels"/>; returns false unless the text holds exactly that many values in range.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, Span<byte> pixels)
    {
        var at = 0;
        for (var i = 0; i < pixels.Length; i++)
        {
            while (at < text.Length && text[at] == ' ')
                at++;
            var start = at;
            uint value = 0, digit;
            while (at < text.Length && (digit = (uint)(text[at] - '0')) <= 9 && at - start < 3)
            {
                value = value * 10 + digit;
                at++;
            }

            if (at == start || value > byte.MaxValue || (at < text.Length && text[at] != ' '))
                return false;
            pixels[i] = (byte)value;
        }

        return text[at..].TrimEnd((byte)' ').IsEmpty;
    }

    /// <summary>Explains why <see cref="TryParse"/> refused a text.</summary>
    public static string Explain(ReadOnlySpan<byte> text, int expected)
    {
        var values = Encoding.UTF8.GetString(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < values.Length; i++)
        {
            if (!byte.TryParse(values[i], NumberStyles.None, CultureInfo.InvariantCulture, out _) || values[i].Length > 3)
                return $"value {i + 1} is '{Shorten(values[i])}', expected: whole numbers 0 to 255";
        }

        return $"{values.Length} values, expected {expected}";
    }

    public static string Shorten(string text) => text.Length <= LongestQuote ? text : text[..LongestQuote] + "…";
}

/// <summary>Finds columns and parses Usages in the CSV files of FER2013 and FER+.</summary>
internal static class CsvColumns
{
    private static readonly byte[][] UsageNames = [.. Enum.GetNames<Usage>().Select(Encoding.UTF8.GetBytes)];

    /// <summary>Forbids line breaks in quotes: no field of these formats spans lines, so a stray quote must not swallow the following rows.</summary>
    public static CsvReaderOptions Options { get; } = new()
    {
        Separator = ',',
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        BufferSize = 1 << 20,
        MaxRecordSize = 1 << 20,
    };

    /// <summary>Returns the index of a column, ignoring case and surrounding spaces.</summary>
    /// <exception cref="UserError">The column is missing, or there are two.</exception>
    public static int Column(this CsvReader csv, string file, string name)
    {
        int[] columns = [.. csv.Headers.Index().Where(header => header.Item.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Index)];
        if (columns.Length > 1) throw new UserError($"{file}: there are {columns.Length} columns '{name}'. Expected: one.");
        if (columns.Length == 1) return columns[0];

        var found = csv.Headers.Take(6).Select(header => PixelText.Shorten(header.Trim())).ToArray();
        var near = NearestName.Find(name, found) is { } header ? $" Is '{header}' meant?" : "";
        throw new UserError($"{file}: the column '{name}' is missing. Found: {string.Join(", ", found)}.{near}");
    }

    public static bool IsBlank(this CsvReader csv) => csv.RawRecord.Trim(" \t\r"u8).IsEmpty;

    public static ReadOnlySpan<byte> Trimmed(this CsvReader csv, int column) => csv.GetSpan(column).Trim((byte)' ');

    public static FormatProblem Problem(this CsvReader csv, int row, string field, string message) => new(row, csv.LineNumber, field, message);

    /// <summary>Parses a Usage; returns null and an explanation if the name is unknown.</summary>
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
