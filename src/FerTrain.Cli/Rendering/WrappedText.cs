namespace FerTrain.Cli.Rendering;

/// <summary>Writes sentences in lines of at most 80 columns.</summary>
internal static class WrappedText
{
    private const int Width = 80;

    public static void Write(TextWriter output, string text)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length + 1 + word.Length > Width)
            {
                output.WriteLine(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        output.WriteLine(line);
    }
}
