using System.Text.RegularExpressions;

namespace FerTrain.E2E;

/// <summary>The commands and files that README.md and the pages of the guide show.</summary>
internal static partial class DocumentCommands
{
    private const string Program = "./fertrain ";

    public static string Root { get; } = FindRoot();

    private static IEnumerable<string> Pages => Directory.GetFiles(Path.Combine(Root, "docs", "guide"), "*.md").Order().Prepend(Path.Combine(Root, "README.md"));

    /// <summary>Each line of a shell block that calls the program, without the variables before and the comment after it.</summary>
    public static IEnumerable<(string Page, string Command)> All =>
        from page in Pages
        from line in Blocks(page, "sh").SelectMany(block => block.Split('\n'))
        let start = line.IndexOf(Program, StringComparison.Ordinal)
        where start >= 0
        select (Path.GetFileName(page), CommentAfter().Replace(line[(start + Program.Length)..], "").TrimEnd());

    /// <summary>The configs, each with its name in a comment on its first line.</summary>
    public static IEnumerable<(string Name, string Text)> Configs =>
        from page in Pages
        from block in Blocks(page, "yaml")
        select (block.Split('\n')[0][2..], block);

    /// <summary>The only program of a language on a page of the guide.</summary>
    public static string Snippet(string page, string language) => Blocks(Path.Combine(Root, "docs", "guide", page), language).Single();

    /// <summary>Splits as a shell does, and finds the folders that an unquoted pattern stands for.</summary>
    public static string[] Arguments(string command, string folder) =>
        [.. Words().Matches(command).SelectMany(word => word.Groups["quoted"] is { Success: true } quoted ? [quoted.Value] : Expanded(word.Value, folder))];

    private static IEnumerable<string> Expanded(string word, string folder) => word.Contains('*', StringComparison.Ordinal)
        ? Directory.GetDirectories(folder, word).Order().Select(found => Path.GetRelativePath(folder, found))
        : [word];

    private static IEnumerable<string> Blocks(string page, string language) =>
        Block().Matches(File.ReadAllText(page)).Where(block => block.Groups["language"].Value == language).Select(block => block.Groups["text"].Value);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FerTrain.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No FerTrain.sln above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex("^```(?<language>\\w+)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(" +#.*$")]
    private static partial Regex CommentAfter();

    [GeneratedRegex("""["'](?<quoted>[^"']*)["']|[^ ]+""")]
    private static partial Regex Words();
}
