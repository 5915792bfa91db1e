using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FerTrain.Tests;

/// <summary>Keeps what tests read out of the user's cache, and the pretrained models out of the tests.</summary>
internal static class TestCache
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must be set before the first test reads a file.")]
    internal static void UseTemporaryFolder()
    {
        var folder = Directory.CreateTempSubdirectory("fertrain_cache_").FullName;
        Environment.SetEnvironmentVariable("FERTRAIN_CACHE", folder);
        Environment.SetEnvironmentVariable("FERTRAIN_PRETRAINED", Path.Combine(folder, "none"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
