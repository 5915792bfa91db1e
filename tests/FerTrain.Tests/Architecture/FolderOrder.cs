using System.Text.RegularExpressions;

namespace FerTrain.Tests.Architecture;

/// <summary>The stations of the pipeline inside src/FerTrain: a folder uses itself and those before it.</summary>
internal static partial class FolderOrder
{
    public static readonly string[] Folders =
        ["Torch", "Data", "Augmentation", "Models", "Training", "Export", "Evaluation", "Figures", "Reports", "Sweeps", "Vision"];

    public static IEnumerable<string> UsedTooEarly(string folder, string source) =>
        Mentions().Matches(source)
            .Select(match => match.Groups["folder"].Value)
            .Where(used => Array.IndexOf(Folders, used) > Array.IndexOf(Folders, folder))
            .Distinct();

    [GeneratedRegex(@"\bFerTrain\.(?<folder>[A-Z]\w*)")]
    private static partial Regex Mentions();
}
