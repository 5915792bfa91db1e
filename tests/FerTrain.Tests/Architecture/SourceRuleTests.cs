using System.Text.RegularExpressions;

namespace FerTrain.Tests.Architecture;

public sealed partial class SourceRuleTests
{
    private const int MostLines = 400;
    private const string Accelerator = "src/FerTrain/Training/Accelerator.cs";

    private static readonly string[] CodeExtensions = [".cs", ".cpp", ".h", ".py", ".sh"];
    private static readonly string[] FoldersThatSayNothing = ["Common", "Helpers", "Misc", "Utils"];

    // Written in two parts, or this file would break its own rule.
    private static readonly string[] RegistryHosts =
        ["nuget" + ".org", "npmjs" + ".", "pypi" + ".", "pythonhosted" + ".", "deb.debian" + ".", "archive.ubuntu" + "."];

    [Fact]
    public void The_walk_sees_the_sources_the_projects_and_the_scripts() =>
        new[] { "src/FerTrain.Cli/Program.cs", "src/FerTrain/FerTrain.csproj", "fertrain", ".ci/run", "scripts/setup.sh" }
            .Except(Repository.TextFiles.Select(file => file.Path)).ShouldBeEmpty();

    [Fact]
    public void A_source_file_has_at_most_400_lines() =>
        (from file in Repository.TextFiles
         where CodeExtensions.Contains(Path.GetExtension(file.Path)) && file.Lines.Length > MostLines
         select $"{file.Path}: {file.Lines.Length} lines").ShouldBeEmpty();

    [Fact]
    public void A_stand_in_never_appears_in_a_using() =>
        LinesThat(StandInUsing().IsMatch).ShouldBeEmpty();

    [Fact]
    public void Only_the_accelerator_asks_which_provider_it_runs_on() =>
        LinesThat(ProviderCondition().IsMatch).Where(line => !line.StartsWith(Accelerator, StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void A_folder_says_what_is_in_it() =>
        Repository.Folders.Where(folder => FoldersThatSayNothing.Contains(Path.GetFileName(folder))).ShouldBeEmpty();

    [Fact]
    public void No_file_names_a_package_registry() =>
        (from file in Repository.TextFiles
         from host in RegistryHosts
         where file.Text.Contains(host, StringComparison.OrdinalIgnoreCase)
         select $"{file.Path}: {host}").ShouldBeEmpty();

    [Fact]
    public void Lines_end_with_a_line_feed_alone() =>
        Repository.TextFiles.Where(file => file.Text.Contains('\r')).Select(file => file.Path).ShouldBeEmpty();

    [Theory]
    [InlineData("using TorchSharp" + ".System;", true)]
    [InlineData("    global using static TorchSharp" + ".System.torch;", true)]
    [InlineData("using Plot = ScottPlot" + ".System.Plot;", true)]
    [InlineData("using System.Text;", false)]
    [InlineData("using TorchSharp;", false)]
    public void The_using_of_a_stand_in_is_recognised(string line, bool expected) => StandInUsing().IsMatch(line).ShouldBe(expected);

    private static IEnumerable<string> LinesThat(Func<string, bool> match) =>
        from file in Repository.Sources
        from line in file.Lines
        where match(line)
        select $"{file.Path}: {line.Trim()}";

    [GeneratedRegex(@"^\s*(global\s+)?using\s.*\w\.System\b")]
    private static partial Regex StandInUsing();

    [GeneratedRegex(@"^\s*#\s*(el)?if\b.*\bSYSTEM_TORCH\b")]
    private static partial Regex ProviderCondition();
}
