namespace FerTrain.Cli;

/// <summary>The command that starts this program again, for processes of its own.</summary>
internal static class SelfCommand
{
    /// <summary>The executable, or .NET's with the assembly.</summary>
    public static IReadOnlyList<string> Words
    {
        get
        {
            var assembly = typeof(SelfCommand).Assembly;
            return Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == assembly.GetName().Name ? [path]
                : [Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet", assembly.Location];
        }
    }
}
