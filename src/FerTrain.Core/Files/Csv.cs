using CsvHelper;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Files;

/// <summary>Reads and writes FerTrain's own CSV files: commas, a header, quotes where RFC 4180 needs them, line feeds.</summary>
internal static class Csv
{
    // A picture may be called =cmd().png, and a spreadsheet would run that.
    private static readonly CsvWriterOptions Writing = new() { NewLine = "\n", Injection = CsvInjection.Escape };

    // The header is read as a record, so that an error can quote it.
    private static readonly CsvReaderOptions Reading = new() { Separator = ',', HasHeader = false, SkipEmptyLines = false, AllowLineBreaksInQuotes = false };

    /// <summary>Writes rows, the header first; a number becomes the shortest text that reads back as the same number.</summary>
    public static string Text(IEnumerable<IEnumerable<object?>> rows)
    {
        using var text = new StringWriter();
        using (var csv = CsvWriter.Create(text, Writing, leaveOpen: true))
        {
            foreach (var row in rows)
            {
                foreach (var cell in row)
                    csv.WriteField(cell);
                csv.EndRecord();
            }
        }

        return text.ToString();
    }

    /// <summary>Reads the rows below a known header; none where the file is empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="header">The names of its columns.</param>
    /// <param name="expected">Describes a row for the error about a bad one.</param>
    /// <param name="parse">Reads a row; null where it is malformed.</param>
    /// <param name="optional">How many of the last columns files of older versions lack.</param>
    /// <exception cref="UserError">The file cannot be read, has another header, or a row is malformed.</exception>
    public static IReadOnlyList<T> Read<T>(string path, IReadOnlyList<string> header, string expected, Func<CsvReader, T?> parse, int optional = 0)
        where T : class
    {
        try
        {
            InputFile.RequireRegular(path);
            using var csv = CsvReader.FromFile(path, Reading);
            if (!csv.Read()) return [];
            var columns = csv.FieldCount;
            if (columns < header.Count - optional || !header.Take(columns).Index().All(name => IsText(csv.GetString(name.Index), name.Item)))
                throw Malformed(path, csv, $"{string.Join(',', header)}, and rows below it");
            var rows = new List<T>();
            while (csv.Read())
                rows.Add((csv.FieldCount == columns ? parse(csv) : null) ?? throw Malformed(path, csv, expected));
            return rows;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CsvFormatException)
        {
            throw new UserError($"{path}: cannot be read: {error.Message}", error);
        }
    }

    /// <summary>Whether a cell holds a text, which may have been written with the quote that keeps a spreadsheet from running it.</summary>
    public static bool IsText(string cell, string text) => cell == text || cell == $"'{text}";

    private static UserError Malformed(string path, CsvReader csv, string expected) =>
        new($"{path}, row {csv.RowNumber}: got '{csv.Current.ToString()}', expected: {expected}");
}
