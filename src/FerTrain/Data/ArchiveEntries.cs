using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Which file of an archive is the data.</summary>
internal static class ArchiveEntries
{
    private const int Listed = 10;

    private static readonly string[] Known = ["fer2013.csv", "icml_face_data.csv"];

    public static bool IsKnown(string entry) => Known.Contains(Path.GetFileName(entry), StringComparer.OrdinalIgnoreCase);

    /// <summary>A file of a known name in any folder, else the only CSV.</summary>
    public static string Pick(string archive, IReadOnlyList<string> entries)
    {
        if (entries.FirstOrDefault(IsKnown) is { } known)
            return known;
        var tables = entries
            .Where(entry => entry.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && !Path.GetFileName(entry).StartsWith('.'))
            .ToArray();
        if (tables.Length == 1)
            return tables[0];
        var listed = entries.Count == 0 ? "none" : string.Join(", ", entries.Take(Listed)) + (entries.Count > Listed ? ", …" : "");
        var found = tables.Length == 0 ? "no CSV file" : $"{tables.Length} CSV files, none of them fer2013.csv or icml_face_data.csv";
        throw new UserError($"{archive} holds {found}. Entries: {listed}.");
    }
}
