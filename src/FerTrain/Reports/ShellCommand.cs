namespace FerTrain.Reports;

/// <summary>A command as a person can paste it into a shell.</summary>
internal static class ShellCommand
{
    private const string Plain = "_-./,:=+@%";

    public static string Of(params IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal))
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
