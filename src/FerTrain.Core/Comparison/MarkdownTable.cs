namespace FerTrain.Core.Comparison;

/// <summary>Writes tables in Markdown.</summary>
internal static class MarkdownTable
{
    /// <summary>Writes rows, the first of which is the heading; numbers stand to the right.</summary>
    /// <param name="rows">The cells.</param>
    /// <param name="alignment">The side of each column, l or r; the first is a name and the others are numbers where it is null.</param>
    public static string Text(IReadOnlyList<string[]> rows, string? alignment = null)
    {
        var rule = rows[0].Select((_, column) => (alignment?[column] ?? (column == 0 ? 'l' : 'r')) == 'l' ? ":---" : "---:");
        return string.Concat([Line(rows[0].Select(Escaped)), Line(rule), .. rows.Skip(1).Select(row => Line(row.Select(Escaped)))]);
    }

    /// <summary>Keeps Markdown from reading anything into a text.</summary>
    public static string Escaped(string text) => string.Concat(text.Select(c => c is '\\' or '|' or '<' or '*' or '`' ? $"\\{c}" : $"{c}"));

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |\n";
}
