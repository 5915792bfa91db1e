using System.Text.RegularExpressions;

namespace FerTrain.Tests.Architecture;

public sealed partial class DocumentLinkTests
{
    [Fact]
    public void A_link_to_a_file_leads_to_one() =>
        (from document in Documents
         from Match link in Link().Matches(document.Text)
         let target = link.Groups["target"].Value
         where !target.Contains(':', StringComparison.Ordinal)
         let path = Path.Combine(Repository.Root, Path.GetDirectoryName(document.Path)!, target)
         where !File.Exists(path) && !Directory.Exists(path)
         select $"{document.Path}: {target}").ShouldBeEmpty();

    [Fact]
    public void A_script_that_is_named_is_there() =>
        (from document in Documents
         from Match name in Script().Matches(document.Text)
         where !File.Exists(Path.Combine(Repository.Root, name.Value))
         select $"{document.Path}: {name.Value}").ShouldBeEmpty();

    private static IEnumerable<RepositoryFile> Documents =>
        Repository.TextFiles.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal) && !file.Path.StartsWith("docs/decisions/", StringComparison.Ordinal));

    [GeneratedRegex(@"\]\((?<target>[^)#]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\bscripts/\w+\.\w+")]
    private static partial Regex Script();
}
