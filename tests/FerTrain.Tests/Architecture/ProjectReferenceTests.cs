using System.Xml.Linq;

namespace FerTrain.Tests.Architecture;

public sealed class ProjectReferenceTests
{
    // What each project may refer to; the tests to anything.
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["FerTrain.Cli"] = ["FerTrain.Server", "FerTrain", "FerTrain.Core"],
        ["FerTrain.Server"] = ["FerTrain", "FerTrain.Core"],
        ["FerTrain"] = ["FerTrain.Core"],
        ["FerTrain.Core"] = [],
    };

    [Fact]
    public void References_point_downwards_only() =>
        (from project in SourceProjects
         from reference in References(project)
         where !Below[NameOf(project.Path)].Contains(reference)
         select $"{project.Path} refers to {reference}").ShouldBeEmpty();

    [Fact]
    public void Every_project_has_its_place() =>
        SourceProjects.Select(project => NameOf(project.Path)).ShouldBe(Below.Keys, ignoreOrder: true);

    private static IEnumerable<RepositoryFile> SourceProjects =>
        Repository.Projects.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal));

    private static IEnumerable<string> References(RepositoryFile project) =>
        XDocument.Parse(project.Text).Descendants("ProjectReference").Select(reference => NameOf((string)reference.Attribute("Include")!));

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
