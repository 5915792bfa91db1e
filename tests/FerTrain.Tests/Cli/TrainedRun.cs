namespace FerTrain.Tests.Cli;

/// <summary>A quick run that is trained once a process; each class of tests has a copy of it.</summary>
public sealed class TrainedRun : IDisposable
{
    private static readonly string[] Texts = [".json", ".html", ".txt", ".yaml"];
    private static readonly Lazy<(TempFolder Folder, string Root, string Output)> Original = new(Train);

    private readonly TempFolder _folder = new();

    public TrainedRun() => Root = CopyTo(Runs);

    public string Runs => _folder["runs"];

    public string Root { get; }

    public string Output => Moved(Original.Value.Output, Runs);

    public string Best => Path.Combine(Root, "checkpoints", "best.pt");

    public string Last => Path.Combine(Root, "checkpoints", "last.pt");

    /// <summary>A file to write beside the runs.</summary>
    public string File(string name) => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>Copies the run into a folder of runs, as if it had been trained there.</summary>
    public static string CopyTo(string runs)
    {
        var original = Original.Value.Root;
        var root = Path.Combine(runs, Path.GetFileName(original));
        foreach (var file in Directory.GetFiles(original, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(root, Path.GetRelativePath(original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            if (Texts.Contains(Path.GetExtension(file)))
                System.IO.File.WriteAllText(copy, Moved(System.IO.File.ReadAllText(file), runs));
            else
                System.IO.File.Copy(file, copy);
        }

        return root;
    }

    private static string Moved(string text, string runs) => text.Replace(Original.Value.Folder["runs"], runs, StringComparison.Ordinal);

    private static (TempFolder, string, string) Train()
    {
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var train = CommandLine.Run(["train", "--runs", folder["runs"], "--name", "quick", .. CommandLine.Quick]);
        train.Exit.ShouldBe(0, train.Error);
        return (folder, Directory.GetDirectories(folder["runs"]).ShouldHaveSingleItem(), train.Output);
    }
}
