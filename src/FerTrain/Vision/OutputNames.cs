using System.Globalization;

namespace FerTrain.Vision;

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
