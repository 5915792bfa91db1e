using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace FerTrain.Tests;

/// <summary>Keeps what tests read out of the user's cache.</summary>
internal static class TestCache
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "It must be set before the first test reads a file.")]
    internal static void UseTemporaryFolder() =>
        Environment.SetEnvironmentVariable("FERTRAIN_CACHE", Path.Combine(Path.GetTempPath(), "fertrain-test-cache"));
}
