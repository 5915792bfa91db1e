using System.Text.RegularExpressions;

namespace FerTrain.Tests.Cli;

/// <summary>Output without what differs from run to run and machine to machine.</summary>
internal static partial class Masked
{
    public static string Numbers(string text, string root) =>
        Spaces().Replace(Number().Replace(Version().Replace(text.Replace(root, "RUN", StringComparison.Ordinal), "(libtorch V)"), "N"), " ");

    // The unit of a time belongs to it: 9.8s or 12s, 100s or 2min.
    [GeneratedRegex(@"(?<![\w.])-?\d[\d,]*(\.\d+)?(E-?\d+)?(s|min|h)?(?=ms|[^\w]|$)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\(libtorch [^)]*\)")]
    private static partial Regex Version();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
