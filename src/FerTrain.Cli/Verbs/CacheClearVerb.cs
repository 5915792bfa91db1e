using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain cache clear</c></summary>
internal static class CacheClearVerb
{
    public static Command Create()
    {
        var json = SharedOptions.Json();
        var verb = new Verb("clear", "Delete all that the cache holds. The next read of each file or folder is slow once.",
            "fertrain cache clear",
            "fertrain cache clear --json") { json };
        verb.SetAction(parse =>
        {
            var cache = DataCache.Default;
            var (deleted, output) = (cache.Clear(), parse.InvocationConfiguration.Output);
            var bytes = deleted.Sum(entry => entry.Bytes);
            if (parse.GetValue(json))
                JsonOutput.Write(output, new { cache.Folder, Deleted = deleted.Count, Bytes = bytes });
            else
                output.WritePrintable($"{Counted.Of(deleted.Count, "entry", "entries")} deleted, {FileSize.Text(bytes)}, from {cache.Folder}");
        });
        return verb;
    }
}
