using System.CommandLine;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain cache list|clear</c></summary>
internal static class CacheVerb
{
    public static Command Create() => new Verb("cache", "See and clear the cache of data, which makes the second read of a file or folder quick.",
        "fertrain cache list",
        "fertrain cache clear")
    {
        CacheListVerb.Create(),
        CacheClearVerb.Create(),
    };
}
