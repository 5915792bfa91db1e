
namespace FerTrain.Tests.Cli;

/// <summary>One quick run that the tests of a class fraction and leave as it is.</summary>
public sealed class TrainedRun : IDisposable
{
    private readonly TempFolder _folder = new();

    public TrainedRun()
    {
        var train = CommandLine.Run(["train", "--runs", Runs, "--name", "quick", .. CommandLine.Quick]);
        train.Exit.ShouldBe(0, train.Error);
        Output = train.Output;
        Root = Directory.GetDirectories(Runs).ShouldHaveSingleItem();
    }

    public string Runs => _folder["runs"];

    public string Root { get; }

    public string Output { get; }

    public string Best => Path.Combine(Root, "checkpoints", "best.pt");

    public string Last => Path.Combine(Root, "checkpoints", "last.pt");

    /// <summary>A file to write beside the runs.</summary>
    public string File(string name) => _folder[name];

    public void Dispose() => _folder.Dispose();
}
