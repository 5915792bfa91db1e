using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FerTrain.Tests;

/// <summary>Keeps what tests read out of the user's cache.</summary>
internal static class TestCache
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must be set before the first test reads a file.")]
    internal static void UseTemporaryFolder()
    {
        var folder = Directory.CreateTempSubdirectory("fertrain_cache_").FullName;
        Environment.SetEnvironmentVariable("FERTRAIN_CACHE", folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
