namespace FerTrain.Core.Comparison;

/// <summary>Writes tables in LaTeX with the package booktabs.</summary>
internal static class LatexTable
{
    /// <summary>Writes a table with a rule before each group of rows, and notes as comments below it.</summary>
    /// <param name="columns">The side of each column, l or r.</param>
    /// <param name="heading">The cells of the heading, as LaTeX.</param>
    /// <param name="groups">The cells of the rows, as LaTeX.</param>
    /// <param name="notes">The notes, as text.</param>
    public static string Text(string columns, string[] heading, IEnumerable<IEnumerable<string[]>> groups, IEnumerable<string> notes)
    {
        string[] lines =
        [
            "% \\usepackage{booktabs}",
            $"\\begin{{tabular}}{{{columns}}}",
            "\\toprule",
            Row(heading),
            .. groups.SelectMany(group => group.Select(Row).Prepend("\\midrule")),
            "\\bottomrule",
            "\\end{tabular}",
            .. notes.Select(note => $"% {note.ReplaceLineEndings(" ")}"),
        ];
        return string.Concat(lines.Select(line => $"{line}\n"));
    }

    /// <summary>Writes a text so that LaTeX shows it.</summary>
    public static string Escaped(string text) => string.Concat(text.Select(c => c switch
    {
        '\\' => "\\textbackslash{}",
        '~' => "\\textasciitilde{}",
        '^' => "\\textasciicircum{}",
        '<' => "\\textless{}",
        '>' => "\\textgreater{}",
        '|' => "\\textbar{}",
        '±' => "$\\pm$",
        '–' => "--",
        '&' or '%' or '$' or '#' or '_' or '{' or '}' => $"\\{c}",
        _ => $"{c}",
    }));

    private static string Row(string[] cells) => $"{string.Join(" & ", cells)} \\\\";
}
