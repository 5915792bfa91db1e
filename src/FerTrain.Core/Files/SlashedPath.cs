namespace FerTrain.Core.Files;

/// <summary>Paths as records and pages name them: inside a folder, with slashes on every system.</summary>
internal static class SlashedPath
{
    public static string Of(string folder, string file) => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
}
