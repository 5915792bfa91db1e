using System.Globalization;
using CsvHelper;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Data;

/// <summary>Reads the rows that <c>data.drop_rows</c> names: numbered from 0 as everywhere, in the column row of a CSV file.</summary>
internal static class DroppedRows
{
    private const string Column = "row";

    /// <param name="path">The file.</param>
    /// <param name="count">The rows of the data.</param>
    /// <exception cref="UserError">It cannot be read, has no such column, or a row is not in the data.</exception>
    public static IReadOnlySet<int> Read(string path, int count)
    {
        try
        {
            InputFile.RequireRegular(path);
            using var csv = CsvReader.FromFile(path, CsvColumns.Options);
            csv.ReadHeader();
            if (csv.Headers.Count == 0) throw new UserError($"{path} is empty. Expected: a header with the column '{Column}', and rows.");
            var column = csv.Column(path, Column);
            var rows = new HashSet<int>();
            while (csv.Read())
            {
                if (csv.IsBlank()) continue;
                if (csv.FieldCount != csv.Headers.Count) throw new UserError($"{path}, line {csv.LineNumber}: {csv.FieldCount} columns, expected {csv.Headers.Count}.");
                var text = csv.GetString(column).Trim();
                rows.Add(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row < count
                    ? row
                    : throw new UserError($"{path}, line {csv.LineNumber}: row is '{PixelText.Shorten(text)}'. Expected: 0 to {count - 1}, the rows of the data."));
            }

            return rows;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CsvFormatException)
        {
            throw new UserError($"data.drop_rows: {path} cannot be read: {error.Message}", error);
        }
    }

    public static DataSplit Without(DataSplit split, IReadOnlySet<int> rows) => split with { Train = [.. split.Train.Where(row => !rows.Contains(row))] };
}
