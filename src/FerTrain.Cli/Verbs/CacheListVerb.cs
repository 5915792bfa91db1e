using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Data;
using static System.FormattableString;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain cache list</c></summary>
internal static class CacheListVerb
{
    public static Command Create()
    {
        var json = SharedOptions.Json();
        var verb = new Verb("list", "List what the cache holds, the last used first: faces, size, last use, and the file or folder that they were read from.",
            "fertrain cache list",
            "fertrain cache list --json") { json };
        verb.SetAction(parse =>
        {
            var cache = DataCache.Default;
            var (entries, output) = (cache.Entries(), parse.InvocationConfiguration.Output);
            if (parse.GetValue(json))
                JsonOutput.Write(output, new { cache.Folder, LimitBytes = cache.Limit, Bytes = entries.Sum(entry => entry.Bytes), Entries = entries });
            else
                Print(output, cache, entries);
        });
        return verb;
    }

    private static void Print(TextWriter output, DataCache cache, IReadOnlyList<CacheEntry> entries)
    {
        if (entries.Count > 0)
            TextTable.Write(output,
            [
                ["faces", "size", "last use", "source"],
                .. entries.Select(entry => new[]
                {
                    entry.Faces is { } faces ? NumberText.Grouped(faces) : "?", FileSize.Text(entry.Bytes),
                    Invariant($"{entry.LastUse.ToLocalTime():yyyy-MM-dd HH:mm}"), entry.Source ?? "of another version",
                }),
            ], alignment: "rrll");
        output.WritePrintable($"Folder: {cache.Folder}, {FileSize.Text(entries.Sum(entry => entry.Bytes))} of at most {FileSize.Text(cache.Limit)}");
    }
}
