using FerTrain.Core.Errors;

namespace FerTrain.Core.Archive;

/// <summary>Reports what is wrong with a file in one short line, even where the words come from the file.</summary>
internal static class FileProblem
{
    private const int Longest = 400;

    public static UserError Refused(string name, string kind, Exception error) =>
        new($"{name}: not {kind} FerTrain can read: {Shown(error.Message)}", error);

    public static UserError Unopened(string path, Exception error) => new($"{path}: cannot be opened: {error.Message}", error);

    /// <summary>Removes from a file's text what could move a terminal's cursor or fill its screen.</summary>
    public static string Shown(string text) =>
        string.Concat((text.Length > Longest ? $"{text[..Longest]}…" : text).Select(c => char.IsControl(c) ? '?' : c));
}
