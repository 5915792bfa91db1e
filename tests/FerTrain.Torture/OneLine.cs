namespace FerTrain.Torture;

/// <summary>What the program may write to standard error.</summary>
internal static class OneLine
{
    private const int Longest = 1200;
    private const int Shown = 300;

    private static readonly string[] Beside = ["Warning: ", "Checkpoint: ", "The cache of "];

    /// <summary>Answers whether a text is one line of an error, beside warnings.</summary>
    public static bool Is(string error) =>
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !Beside.Any(start => line.StartsWith(start, StringComparison.Ordinal))).ToArray() is [{ Length: <= Longest } only]
        && only.StartsWith("fertrain: ", StringComparison.Ordinal);

    /// <summary>Makes one short line of a text.</summary>
    public static string Shortened(string text)
    {
        var line = string.Join(" | ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return line.Length > Shown ? $"{line[..Shown]}…" : line;
    }
}
