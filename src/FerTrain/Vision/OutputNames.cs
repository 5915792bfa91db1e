using System.Globalization;

namespace FerTrain.Vision;

/// <summary>Names for annotated files in one folder: those of their originals, numbered where two are the same, and never an original itself.</summary>
public sealed class OutputNames(string folder, IEnumerable<VisionFile> originals)
{
    // Two names that differ in case alone are one file on some systems.
    private readonly HashSet<string> _taken = new(originals.Select(original => Path.GetFullPath(original.Path)), StringComparer.OrdinalIgnoreCase);

    public string For(VisionFile original)
    {
        var stem = Path.GetFileNameWithoutExtension(original.Path);
        var ending = original.IsVideo ? ".mp4" : Path.GetExtension(original.Path).ToLowerInvariant() is ".jpg" or ".jpeg" ? ".jpg" : ".png";
        for (var number = 1; ; number++)
        {
            var path = Path.Combine(folder, number == 1 ? stem + ending : string.Create(CultureInfo.InvariantCulture, $"{stem}_{number}{ending}"));
            if (_taken.Add(Path.GetFullPath(path))) return path;
        }
    }
}
