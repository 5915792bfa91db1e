using FerTrain.Core.Runs;

namespace FerTrain.E2E;

public sealed class LibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fertrain_e2e_").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_program_of_the_guide_trains_and_evaluates()
    {
        using var child = ChildProcess.StartProgram("FerTrain.Library.dll", _folder, "data.synthetic_count=140", "train.epochs=1");

        child.WaitForExit().ShouldBe(0, child.Error);
        var run = RunFinder.Latest(Path.Combine(_folder, "runs"));
        child.Output.ShouldMatch(@"^epoch 1: validation accuracy \d");
        child.Output.ShouldContain($"test faces: {Path.Combine("runs", Path.GetFileName(run.Root), "report.html")}");
        File.Exists(run.Report).ShouldBeTrue();
    }

    [Fact]
    public void The_guide_shows_that_program()
    {
        var program = File.ReadAllText(Path.Combine(DocumentCommands.Root, "tests", "FerTrain.Library", "Program.cs"));
        File.ReadAllText(Path.Combine(DocumentCommands.Root, "docs", "guide", "library.md")).ShouldContain($"```csharp\n{program}```\n");
    }
}
