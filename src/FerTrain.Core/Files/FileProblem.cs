using FerTrain.Core.Errors;

namespace FerTrain.Core.Files;

/// <summary>Reports what is wrong with a file in one short line, even where the words come from the file.</summary>
internal static class FileProblem
{
    private const int Longest = 400;

    public static UserError Refused(string name, string kind, Exception error) =>
        new($"{name}: not {kind} FerTrain can read: {Shortened(error.Message)}", error);

    public static UserError Unopened(string path, Exception error) => new($"{path}: cannot be opened: {error.Message}", error);

    /// <summary>Cuts what quotes a file.</summary>
    public static string Shortened(string text) => Printable.Line(text.Length > Longest ? $"{text[..Longest]}…" : text);
}
