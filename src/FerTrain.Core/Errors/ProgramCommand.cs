namespace FerTrain.Core.Errors;

/// <summary>Writes commands as the reader of a message can type them.</summary>
internal static class ProgramCommand
{
    private const string Installed = "fertrain";
    private const string Plain = "_-./,:=+@";

    /// <summary>The name that this was called by: ./fertrain and fertrain.cmd say theirs in this variable, and an installed program is fertrain.</summary>
    public static string Name => Environment.GetEnvironmentVariable("FERTRAIN_COMMAND") is { Length: > 0 } called ? called : Installed;

    /// <summary>Writes a command whose arguments need no quotes.</summary>
    public static string Of(string arguments) => $"{Quoted(Name)} {arguments}";

    /// <summary>Writes a command, with quotes where a shell would split or expand a word.</summary>
    public static string Of(IEnumerable<string> words) => Of(Arguments(words));

    /// <summary>Writes a command that can be typed in any folder.</summary>
    public static string FromAnywhere(IEnumerable<string> words) =>
        $"{Quoted(Name.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? Path.GetFullPath(Name) : Name)} {Arguments(words)}";

    /// <summary>Writes a command for readers elsewhere, who call the program fertrain.</summary>
    public static string Elsewhere(IEnumerable<string> words) => $"{Installed} {string.Join(' ', words.Select(word => Quoted(word, isWindows: false)))}";

    /// <summary>Writes an example, which names the program fertrain, as it can be typed.</summary>
    public static string In(string example) => example.Replace($"{Installed} ", $"{Quoted(Name)} ", StringComparison.Ordinal);

    /// <summary>Writes a word of a command, with quotes where this system's shell would split or expand it.</summary>
    public static string Quoted(string word) => Quoted(word, OperatingSystem.IsWindows());

    /// <summary>Writes it for the shells of Windows, of which cmd knows double quotes alone, or of other systems.</summary>
    internal static string Quoted(string word, bool isWindows) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c, StringComparison.Ordinal) || c == (isWindows ? '\\' : '%')) ? word
        : isWindows ? $"\"{word.Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : InQuotes(word);

    /// <summary>Writes a word that a shell takes as it is, whatever it holds.</summary>
    public static string InQuotes(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static string Arguments(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));
}
