using System.Globalization;
using System.IO.Enumeration;
using FerTrain.Core.Errors;

namespace FerTrain.Vision;

/// <summary>Names an image or a video.</summary>
internal sealed record MediaFile(string Path)
{
    private static readonly string[] ImageExtensions = [".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pnm"];
    private static readonly string[] VideoExtensions = [".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg"];

    public bool IsVideo => HasExtension(Path, VideoExtensions);

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
            found = [.. Directory.EnumerateFiles(name).Where(IsKnown)];
        else if (name.AsSpan().ContainsAny('*', '?'))
            found = [.. Matches(System.IO.Path.IsPathRooted(name) ? System.IO.Path.GetPathRoot(name)! : "", name.Split('/', StringSplitOptions.RemoveEmptyEntries)).Where(IsKnown)];
        else
            throw new UserError($"{name} does not exist.");
        if (found.Length == 0) throw new UserError($"{name} contains no images or videos. Expected: {string.Join(", ", ImageExtensions.Concat(VideoExtensions))}.");
        return found.Distinct().Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Matches(string folder, ReadOnlyMemory<string> pattern)
    {
        var (name, rest) = (pattern.Span[0], pattern[1..]);
        var root = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(root)) return [];
        // Hidden files and folders match no pattern, as in a shell.
        if (rest.IsEmpty) return Directory.EnumerateFiles(root, "*", new EnumerationOptions()).Where(IsMatch).Select(Under);
        var folders = Directory.EnumerateDirectories(root, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint });
        if (name == "**") return Matches(folder, rest).Concat(folders.SelectMany(below => Matches(Under(below), pattern)));
        if (name is "." or "..") return Matches(System.IO.Path.Combine(folder, name), rest);
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

    public OutputNames(string folder, IReadOnlyCollection<MediaFile> originals)
    {
        _folder = folder;
        // Names that differ only in case are one file on some systems.
        var taken = new HashSet<string>(originals.Select(original => Path.GetFullPath(original.Path)), StringComparer.OrdinalIgnoreCase);
        // A file that can keep its name does so, whatever the other names are.
        foreach (var original in originals.OrderBy(original => NewExtension(original).Length))
        {
            if (taken.Add(Path.GetFullPath(Named(original, "")))) _paths[original] = Named(original, "");
        }

        foreach (var original in originals.Where(original => !_paths.ContainsKey(original)))
        {
            var number = 2;
            while (!taken.Add(Path.GetFullPath(Named(original, Suffix(number))))) number++;
            _paths[original] = Named(original, Suffix(number));
        }
    }

    public string For(MediaFile original) => _paths[original];

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
