namespace FerTrain.Tests.Architecture;

public sealed class FolderOrderTests
{
    private const string Library = "src/FerTrain/";

    [Fact]
    public void A_folder_of_the_library_uses_only_folders_before_it() =>
        (from file in LibrarySources
         from used in FolderOrder.UsedTooEarly(FolderOf(file), file.Text)
         select $"{file.Path} uses {used}").ShouldBeEmpty();

    [Fact]
    public void Every_folder_of_the_library_has_its_place() =>
        LibrarySources.Select(FolderOf).Distinct().Except(FolderOrder.Folders).ShouldBeEmpty();

    [Theory]
    [InlineData("Training", "using FerTrain.Data;", new string[0])]
    [InlineData("Training", "namespace FerTrain.Training;", new string[0])]
    [InlineData("Training", "using FerTrain.Core.Config;", new string[0])]
    [InlineData("Training", "using FerTrain.Evaluation;", new[] { "Evaluation" })]
    [InlineData("Data", "using static FerTrain.Models.Blocks;", new[] { "Models" })]
    [InlineData("Data", "using Kit = FerTrain.Vision.Faces;", new[] { "Vision" })]
    [InlineData("Models", "return FerTrain.Export.Onnx.Write(FerTrain.Export.Onnx.Read());", new[] { "Export" })]
    public void A_use_of_a_later_folder_is_found(string folder, string source, string[] expected) =>
        FolderOrder.UsedTooEarly(folder, source).ShouldBe(expected);

    /// <summary>The sources in folders; those beside them may use every folder.</summary>
    private static IEnumerable<RepositoryFile> LibrarySources =>
        Repository.Sources.Where(file => file.Path.StartsWith(Library, StringComparison.Ordinal) && file.Path.LastIndexOf('/') >= Library.Length);

    private static string FolderOf(RepositoryFile file) => file.Path[Library.Length..].Split('/')[0];
}
