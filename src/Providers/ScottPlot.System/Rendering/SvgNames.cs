using System.Text.RegularExpressions;

namespace ScottPlot.Rendering;

/// <summary>
/// Cairo gives the parts of every document the same names, so of several in one page all but the first would show
/// the first one's clips and gradients.
/// </summary>
internal static partial class SvgNames
{
    public static string MakeUnique(string svg)
    {
        var prefix = $"p{Fingerprint(svg):x8}-";
        return Name().Replace(svg, match => match.Groups["before"].Value + prefix);
    }

    // FNV-1a: the same figure has the same names in every run.
    private static uint Fingerprint(string text) => text.Aggregate(2166136261, (hash, letter) => (hash ^ letter) * 16777619);

    [GeneratedRegex("""(?<before>\bid="|\burl\(#|\bhref="#)""")]
    private static partial Regex Name();
}
