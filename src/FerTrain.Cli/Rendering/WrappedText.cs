namespace FerTrain.Cli.Rendering;

/// <summary>Breaks text into lines between words; a longer word, such as a path, stays whole.</summary>
internal static class WrappedText
{
    /// <summary>The width of text where no terminal says its own.</summary>
    public const int Width = 80;

    public static IEnumerable<string> Lines(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line += line.Length == 0 ? word : $" {word}";
        }

        if (line.Length > 0) yield return line;
    }

    /// <summary>Breaks those lines of a text that are too long.</summary>
    public static string Of(string text, int width) => string.Join('\n', text.Split('\n').SelectMany(line => line.Length <= width ? [line] : Lines(line, width)));

    /// <summary>Writes the lines.</summary>
    public static void Write(TextWriter output, string text)
    {
        foreach (var line in Lines(text, Width))
            output.WritePrintable(line);
    }
}
