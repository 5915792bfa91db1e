using FerTrain.Core.Errors;

namespace FerTrain.Cli.Rendering;

/// <summary>Writes rows as aligned columns.</summary>
internal static class TextTable
{
    /// <summary>Writes the columns aligned; without another alignment the first to the left and the others to the right.</summary>
    public static void Write(TextWriter output, IReadOnlyList<string[]> rows, string alignment = "l")
    {
        foreach (var line in Lines(rows, alignment))
            output.WritePrintable(line);
    }

    /// <summary>Writes a table of full rows; columns that do not fit the terminal continue below, beside the first column again.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<string[]> rows, string alignment = "l")
    {
        for (int from = 1, to; from < rows[0].Length; from = to)
        {
            if (from > 1) terminal.Output.WriteLine();
            to = rows[0].Length;
            while (to > from + 1 && !terminal.Holds(Part(from, to))) to--;
            foreach (var line in Part(from, to))
                terminal.Output.WritePrintable(line);
        }

        IReadOnlyList<string> Part(int from, int to) => Lines([.. rows.Select(row => (string[])[row[0], .. row[from..to]])], alignment);
    }

    /// <param name="rows">Cells, in rows that may end early.</param>
    /// <param name="alignment">l or r for each column; r beyond its end.</param>
    public static IReadOnlyList<string> Lines(IReadOnlyList<string[]> rows, string alignment)
    {
        rows = [.. rows.Select(row => Array.ConvertAll(row, Printable.Line))];
        var widths = Enumerable.Range(0, rows.Max(row => row.Length))
            .Select(column => rows.Max(row => column < row.Length ? row[column].Length : 0)).ToArray();
        return [.. rows.Select(row => string.Join("  ", row.Select(Aligned)).TrimEnd())];

        string Aligned(string cell, int column) =>
            alignment.ElementAtOrDefault(column) == 'l' ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]);
    }
}
