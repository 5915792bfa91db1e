using System.Globalization;
using System.IO.Enumeration;
using FerTrain.Core.Errors;

namespace FerTrain.Vision;

/// <summary>An image or a video to find faces in.</summary>
public sealed record VisionFile(string Path)
{
    private static readonly string[] ImageEndings = [".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pnm"];
    private static readonly string[] VideoEndings = [".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg"];

    public bool IsVideo => HasEnding(Path, VideoEndings);

    /// <summary>Files, the images and videos of folders, and those that patterns match, each once.</summary>
    /// <param name="names">Patterns hold * and ? in a name, or ** for folders at any depth.</param>
    /// <exception cref="UserError">A name stands for nothing.</exception>
    public static IReadOnlyList<VisionFile> Find(IEnumerable<string> names) =>
        [.. names.SelectMany(Find).DistinctBy(System.IO.Path.GetFullPath).Select(path => new VisionFile(path))];

    private static IEnumerable<string> Find(string name)
    {
        if (File.Exists(name)) return [name];
        string[] found;
        if (Directory.Exists(name))
            found = [.. Directory.EnumerateFiles(name).Where(IsKnown)];
        else if (name.AsSpan().ContainsAny('*', '?'))
            found = [.. Matches(System.IO.Path.IsPathRooted(name) ? System.IO.Path.GetPathRoot(name)! : "", name.Split('/', StringSplitOptions.RemoveEmptyEntries)).Where(IsKnown)];
        else
            throw new UserError($"{name}: no such file or folder");
        if (found.Length == 0) throw new UserError($"{name}: no images or videos there. Accepted: {string.Join(", ", ImageEndings.Concat(VideoEndings))}.");
        return found.Distinct().Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Matches(string folder, ReadOnlyMemory<string> pattern)
    {
        var (name, rest) = (pattern.Span[0], pattern[1..]);
        var place = folder.Length == 0 ? "." : folder;
        if (!Directory.Exists(place)) return [];
        // Hidden files and folders match no pattern, as in a shell.
        if (rest.IsEmpty) return Directory.EnumerateFiles(place, "*", new EnumerationOptions()).Where(IsMatch).Select(Under);
        var folders = Directory.EnumerateDirectories(place, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint });
        if (name == "**") return Matches(folder, rest).Concat(folders.SelectMany(below => Matches(Under(below), pattern)));
        if (name is "." or "..") return Matches(System.IO.Path.Combine(folder, name), rest);
        return folders.Where(IsMatch).SelectMany(below => Matches(Under(below), rest));

        bool IsMatch(string path) => FileSystemName.MatchesSimpleExpression(name, System.IO.Path.GetFileName(path), ignoreCase: false);
        string Under(string path) => System.IO.Path.Combine(folder, System.IO.Path.GetFileName(path));
    }

    private static bool IsKnown(string path) => HasEnding(path, ImageEndings) || HasEnding(path, VideoEndings);

    private static bool HasEnding(string path, string[] endings) => endings.Contains(System.IO.Path.GetExtension(path).ToLowerInvariant());
}

/// <summary>
/// Names for annotated files in one folder: those of their originals, with another ending behind where the format cannot
/// be kept, numbered where two are the same, and never an original itself.
/// </summary>
public sealed class OutputNames
{
    private readonly string _folder;
    private readonly Dictionary<VisionFile, string> _paths = [];

    public OutputNames(string folder, IReadOnlyCollection<VisionFile> originals)
    {
        _folder = folder;
        // Two names that differ in case alone are one file on some systems.
        var taken = new HashSet<string>(originals.Select(original => Path.GetFullPath(original.Path)), StringComparer.OrdinalIgnoreCase);
        // A file that can keep its name does, whatever the others would be called.
        foreach (var original in originals.OrderBy(original => NewEnding(original).Length))
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

    public string For(VisionFile original) => _paths[original];

    private string Named(VisionFile original, string suffix)
    {
        var name = Path.GetFileName(original.Path) + NewEnding(original);
        return Path.Combine(_folder, $"{Path.GetFileNameWithoutExtension(name)}{suffix}{Path.GetExtension(name)}");
    }

    private static string NewEnding(VisionFile original) => (original.IsVideo, Path.GetExtension(original.Path).ToLowerInvariant()) switch
    {
        (true, ".mp4") or (false, ".png" or ".jpg" or ".jpeg") => "",
        (true, _) => ".mp4",
        (false, _) => ".png",
    };

    private static string Suffix(int number) => string.Create(CultureInfo.InvariantCulture, $"_{number}");
}
