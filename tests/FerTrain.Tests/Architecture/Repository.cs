namespace FerTrain.Tests.Architecture;

/// <summary>The working copy that the tests were built from, without what a build or a run leaves in it.</summary>
internal static class Repository
{
    private static readonly string[] LeftBehind =
        [".git", ".cache", "artifacts", "bin", "data", "obj", "runs", "TestResults"];

    private static readonly string[] TextExtensions =
        ["", ".cmd", ".cff", ".cs", ".csproj", ".json", ".md", ".props", ".ps1", ".py", ".sh", ".sln", ".targets", ".txt", ".yaml", ".yml"];

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<RepositoryFile> TextFiles { get; } =
    [
        .. FilesUnder(Root)
            .Where(file => TextExtensions.Contains(Path.GetExtension(file)) || Path.GetFileName(file).StartsWith('.'))
            .Select(file => new RepositoryFile(Relative(file), File.ReadAllText(file))),
    ];

    public static IEnumerable<RepositoryFile> Sources => TextFiles.Where(file => file.Path.EndsWith(".cs", StringComparison.Ordinal));

    public static IEnumerable<RepositoryFile> Projects => TextFiles.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal));

    public static IEnumerable<string> Folders => FoldersUnder(Root).Select(Relative);

    private static IEnumerable<string> FilesUnder(string folder) =>
        FoldersUnder(folder).Prepend(folder).SelectMany(Directory.EnumerateFiles);

    private static IEnumerable<string> FoldersUnder(string folder) =>
        Directory.EnumerateDirectories(folder)
            .Where(child => !LeftBehind.Contains(Path.GetFileName(child)))
            .SelectMany(child => FoldersUnder(child).Prepend(child));

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FerTrain.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No FerTrain.sln above {AppContext.BaseDirectory}.");
    }
}
