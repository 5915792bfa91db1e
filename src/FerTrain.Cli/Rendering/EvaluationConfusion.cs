using System.Globalization;
using FerTrain.Core.Metrics;

namespace FerTrain.Cli.Rendering;

/// <summary>The confusion matrix as a table of counts, in color also a heat map of each row's fractions.</summary>
internal static class EvaluationConfusion
{
    private const string Corner = @"true \ predicted";

    /// <summary>Blues of the 256-color palette that white text stands out from.</summary>
    private static readonly int[] Shades = [17, 18, 19, 20, 21];

    public static void Write(TextWriter output, EvaluationResult result, bool color)
    {
        var names = result.Classes.Select(c => c.Name).ToArray();
        var cells = result.Confusion
            .Select(row => row.Select(n => n.ToString(CultureInfo.InvariantCulture)).ToArray())
            .ToArray();
        var widths = names.Select((name, c) => Math.Max(name.Length, cells.Max(row => row[c].Length))).ToArray();
        var firstWidth = Math.Max(Corner.Length, names.Max(n => n.Length));

        output.WriteLine(Corner.PadRight(firstWidth) + string.Concat(names.Select(Cell)));
        for (var truth = 0; truth < names.Length; truth++)
        {
            var (counts, support) = (result.Confusion[truth], result.Classes[truth].Support);
            output.Write(names[truth].PadRight(firstWidth));
            for (var c = 0; c < names.Length; c++)
                output.Write(color ? Shaded(Cell(cells[truth][c], c), (double)counts[c] / support) : Cell(cells[truth][c], c));
            output.WriteLine();
        }

        string Cell(string text, int column) => "  " + text.PadLeft(widths[column]);
    }

    /// <summary>A fraction below 5 % stays unshaded, so that the eye falls on what matters.</summary>
    private static string Shaded(string cell, double fraction) =>
        fraction >= 0.05 ? $"\e[97;48;5;{Shades[Math.Min((int)(fraction * Shades.Length), Shades.Length - 1)]}m{cell}\e[0m" : cell;
}
