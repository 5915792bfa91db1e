using System.Text.RegularExpressions;
using FerTrain.Core.Runs;

namespace FerTrain.Tests.Cli;

/// <summary>Output without what differs from run to run and machine to machine.</summary>
internal static partial class Masked
{
    public static string Numbers(string text, string root) =>
        Spaces().Replace(Number().Replace(Version().Replace(text.Replace(root, "RUN", StringComparison.Ordinal), "(libtorch V)"), "N"), " ");

    /// <summary>A model card without what differs, such as the processor, the commit and what a hardly trained model confuses.</summary>
    public static string Card(string text, string root)
    {
        text = Regex.Replace(text, "[0-9a-f]{64}", "HASH");
        text = Regex.Replace(text, "(?<=Of all classes, )\\w+", "CLASS");
        text = Regex.Replace(text, "(?<=## Repeat it\n\n```sh\nfertrain ).*(?=\n```)", "COMMAND");
        text = Regex.Replace(text, "with FerTrain .* and libtorch \\S+", "with FerTrain V and libtorch V.");
        return Numbers(text.Replace(RunEnvironment.ProcessorName(), "PROCESSOR", StringComparison.Ordinal), root);
    }

    // The unit of a time belongs to it: 9.8s or 12s, 100s or 2min.
    [GeneratedRegex(@"(?<![\w.])-?\d[\d,]*(\.\d+)?(E-?\d+)?(s|min|h)?(?=ms|[^\w]|$)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\(libtorch [^)]*\)")]
    private static partial Regex Version();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
