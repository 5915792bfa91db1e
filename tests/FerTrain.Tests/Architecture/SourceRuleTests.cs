namespace FerTrain.Tests.Architecture;

public sealed class SourceRuleTests
{
    private const int MostLines = 400;

    private static readonly string[] CodeExtensions = [".cs", ".ps1", ".py", ".sh"];
    private static readonly string[] FoldersThatSayNothing = ["Common", "Helpers", "Misc", "Utils"];

    // Written in two parts, or this file would break its own rule.
    private static readonly string[] RegistryHosts =
        ["nuget" + ".org", "npmjs" + ".", "pypi" + ".", "pythonhosted" + ".", "deb.debian" + ".", "archive.ubuntu" + "."];

    [Fact]
    public void The_walk_sees_the_sources_the_projects_and_the_scripts() =>
        new[] { "src/FerTrain.Cli/Program.cs", "src/FerTrain/FerTrain.csproj", "build/WeakenSymbolVersion.cs", "fertrain", ".ci/run", "scripts/setup.sh" }
            .Except(Repository.TextFiles.Select(file => file.Path)).ShouldBeEmpty();

    [Fact]
    public void A_source_file_has_at_most_400_lines() =>
        (from file in Repository.TextFiles
         where CodeExtensions.Contains(Path.GetExtension(file.Path)) && file.Lines.Length > MostLines
         select $"{file.Path}: {file.Lines.Length} lines").ShouldBeEmpty();

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
    public void Lines_end_with_a_line_feed_alone_but_where_cmd_reads_them() =>
        Repository.TextFiles.Where(file => file.Path != "fertrain.cmd" && file.Text.Contains('\r')).Select(file => file.Path).ShouldBeEmpty();
}
