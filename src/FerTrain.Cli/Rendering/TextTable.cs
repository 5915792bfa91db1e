namespace FerTrain.Cli.Rendering;

/// <summary>Rows as aligned columns.</summary>
internal static class TextTable
{
    /// <summary>Writes the first column to the left and the others to the right.</summary>
    public static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        foreach (var line in Lines(rows, alignment: "l"))
            output.WriteLine(line);
    }

    /// <param name="rows">Cells, in rows that may end early.</param>
    /// <param name="alignment">l or r for each column; r beyond its end.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<string[]> rows, string alignment)
    {
        var widths = Enumerable.Range(0, rows.Max(row => row.Length))
            .Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0)).ToArray();
        return [.. rows.Select(row => string.Join("  ", row.Select(Aligned)).TrimEnd())];

        string Aligned(string cell, int column) =>
            alignment.ElementAtOrDefault(column) == 'l' ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);
    }
}
