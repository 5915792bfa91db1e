using System.Globalization;
using System.Text;

namespace FerTrain.Core.Errors;

/// <summary>Makes text that may come from a file or a name safe to print: it could move the cursor, hide words or fill the screen.</summary>
internal static class Printable
{
    private const int LongestLine = 2000;

    /// <summary>Escapes control and invisible characters as \u{…} and cuts each long line; line feeds stay.</summary>
    public static string Text(string text) => string.Join('\n', text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n').Select(Line));

    /// <summary>Does the same to text of one line, whose line feeds are escaped too.</summary>
    public static string Line(string text)
    {
        if (text.Length <= LongestLine && !text.EnumerateRunes().Any(IsHidden)) return text;
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= LongestLine) return shown.Append('…').ToString();
            _ = IsHidden(rune) ? shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}") : shown.Append(rune);
        }

        return shown.ToString();
    }

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned || rune == Rune.ReplacementChar;
}
