using System.Globalization;
using System.Text.RegularExpressions;

namespace FerTrain.Torture;

/// <summary>What the program may write to standard error.</summary>
internal static partial class OneLine
{
    private const int Longest = 2100;
    private const int Shown = 300;

    private static readonly string[] Beside = ["Warning: ", "Checkpoint: ", "The cache of "];

    /// <summary>Answers whether a text is a line of an error for each of so many files at most, beside warnings; a config's problems have a line each.</summary>
    public static bool Is(string error, int files = 1)
    {
        string[] lines = [.. error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !Beside.Any(start => line.StartsWith(start, StringComparison.Ordinal)))];
        if (lines.Length > 0 && Problems().Match(lines[0]) is { Success: true } problems) return lines.Length == 1 + int.Parse(problems.Groups[1].Value, CultureInfo.InvariantCulture);
        return lines.Length >= 1 && lines.Length <= files && lines.All(line => line.Length <= Longest && line.StartsWith("fertrain: ", StringComparison.Ordinal));
    }

    /// <summary>Makes one short line of a text.</summary>
    public static string Shortened(string text)
    {
        var line = string.Join(" | ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return line.Length > Shown ? $"{line[..Shown]}…" : line;
    }

    [GeneratedRegex(@"^fertrain: (\d+) problems in ")]
    private static partial Regex Problems();
}
