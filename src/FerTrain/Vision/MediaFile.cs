using System.Globalization;
using System.IO.Enumeration;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Vision;

/// <summary>Names an image or a video.</summary>
internal sealed record MediaFile(string Path)
{
    private const string Gif = ".gif";

    private const string AppleDouble = "._"; // how macOS names what it writes beside each file on other systems' disks

    private static readonly string[] ImageExtensions = [".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pnm", Gif];
    private static readonly string[] VideoExtensions = [".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg"];

    /// <summary>Whether it is a video; a GIF file is one if it has more than one frame.</summary>
    public bool IsVideo { get; } = HasExtension(Path, VideoExtensions) || (HasExtension(Path, [Gif]) && VideoSource.HasSeveralFrames(Path));

    /// <summary>Finds files, the images and videos of folders, and those that patterns match, each once.</summary>
    /// <param name="names">Files, folders, and patterns with * and ? in a name, or ** for folders at any depth.</param>
    /// <exception cref="UserError">A name matches nothing.</exception>
    public static IReadOnlyList<MediaFile> Find(IEnumerable<string> names) =>
        [.. names.SelectMany(Find).DistinctBy(System.IO.Path.GetFullPath).Select(path => new MediaFile(path))];

    private static IEnumerable<string> Find(string name)
    {
        if (File.Exists(name)) return [name];
        string[] found;
        if (Directory.Exists(name))
            found = [.. InputFolder.Files(name).Where(file => IsKnown(file) && !System.IO.Path.GetFileName(file).StartsWith(AppleDouble, StringComparison.Ordinal))];
        else if (name.AsSpan().ContainsAny('*', '?'))
            found = [.. Matches(System.IO.Path.GetPathRoot(name)!, Parts(name)).Where(IsKnown)];
        else
            throw new UserError($"{name} does not exist.");
        if (found.Length == 0) throw new UserError($"{name} contains no images or videos. Expected: {string.Join(", ", ImageExtensions.Concat(VideoExtensions))}.");
        return found.Distinct().Order(StringComparer.Ordinal);
    }

    private static string[] Parts(string pattern) => pattern[System.IO.Path.GetPathRoot(pattern)!.Length..]
        .Split([System.IO.Path.DirectorySeparatorChar, System.IO.Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Matches(string folder, ReadOnlyMemory<string> pattern)
    {
        var (name, rest) = (pattern.Span[0], pattern[1..]);
        if (!rest.IsEmpty && !name.AsSpan().ContainsAny('*', '?')) return Matches(System.IO.Path.Combine(folder, name), rest);
        var root = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(root)) return [];
        // Hidden files and folders match no pattern, as in a shell.
        if (rest.IsEmpty) return Directory.EnumerateFiles(root, "*", new EnumerationOptions()).Where(IsMatch).Select(Under);
        var folders = Directory.EnumerateDirectories(root, "*", new EnumerationOptions
        {
            AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint
        });
        if (name == "**") return Matches(folder, rest).Concat(folders.SelectMany(below => Matches(Under(below), pattern)));
        return folders.Where(IsMatch).SelectMany(below => Matches(Under(below), rest));

        bool IsMatch(string path) => FileSystemName.MatchesSimpleExpression(name, System.IO.Path.GetFileName(path), ignoreCase: false);
        string Under(string path) => System.IO.Path.Combine(folder, System.IO.Path.GetFileName(path));
    }

    private static bool IsKnown(string path) => HasExtension(path, ImageExtensions) || HasExtension(path, VideoExtensions);

    private static bool HasExtension(string path, string[] extensions) => extensions.Contains(System.IO.Path.GetExtension(path).ToLowerInvariant());
}

/// <summary>
/// Names the annotated files of one folder after their originals: with another extension appended if the format cannot be
/// kept, numbered if two are the same, and never an original itself.
/// </summary>
internal sealed class OutputNames
{
    private readonly string _folder;
    private readonly Dictionary<MediaFile, string> _paths = [];

    // Names that differ only in case are one file on some systems.
    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    public OutputNames(string folder, IReadOnlyCollection<MediaFile> originals)
    {
        _folder = folder;
        _taken.UnionWith(originals.Select(original => Path.GetFullPath(original.Path)));
        // A file that can keep its name does so, whatever the other names are.
        foreach (var original in originals.OrderBy(original => NewExtension(original).Length))
            _ = TryTake(original, "");
        foreach (var original in originals.Where(original => !_paths.ContainsKey(original)))
        {
            var number = 2;
            while (!TryTake(original, Suffix(number))) number++;
        }
    }

    public string For(MediaFile original) => _paths[original];

    /// <summary>Gives the plot beside the annotated copy of a video.</summary>
    public static string PlotBeside(string copy) => Path.ChangeExtension(copy, ".expressions.png");

    private bool TryTake(MediaFile original, string suffix)
    {
        var copy = Named(original, suffix);
        string[] files = original.IsVideo ? [copy, PlotBeside(copy)] : [copy];
        if (files.Any(file => _taken.Contains(Path.GetFullPath(file)))) return false;
        _taken.UnionWith(files.Select(Path.GetFullPath));
        _paths[original] = copy;
        return true;
    }

    private string Named(MediaFile original, string suffix)
    {
        var name = Path.GetFileName(original.Path) + NewExtension(original);
        return Path.Combine(_folder, $"{Path.GetFileNameWithoutExtension(name)}{suffix}{Path.GetExtension(name)}");
    }

    private static string NewExtension(MediaFile original) => (original.IsVideo, Path.GetExtension(original.Path).ToLowerInvariant()) switch
    {
        (true, ".mp4") or (false, ".png" or ".jpg" or ".jpeg") => "",
        (true, _) => ".mp4",
        (false, _) => ".png",
    };

    private static string Suffix(int number) => string.Create(CultureInfo.InvariantCulture, $"_{number}");
}
