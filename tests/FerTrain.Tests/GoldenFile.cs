using System.Runtime.CompilerServices;

namespace FerTrain.Tests;

/// <summary>Text recorded in a folder <c>Goldens</c> beside a test; <c>FERTRAIN_UPDATE_GOLDENS=1</c> records it anew.</summary>
internal static class GoldenFile
{
    private static readonly bool IsUpdate = Environment.GetEnvironmentVariable("FERTRAIN_UPDATE_GOLDENS") == "1";

    public static void ShouldMatchGolden(this string actual, string name, [CallerFilePath] string test = "") =>
        actual.ShouldMatchFile(Path.Combine(Path.GetDirectoryName(test)!, "Goldens", name));

    /// <summary>Compares with a file of the repository that is generated, which the same variable writes anew.</summary>
    public static void ShouldMatchFile(this string actual, string path)
    {
        if (IsUpdate)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        actual.ShouldBe(File.ReadAllText(path));
    }
}
