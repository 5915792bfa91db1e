namespace FerTrain.Tests;

/// <summary>Debian's Python, where it is installed.</summary>
internal static class Python
{
    public static bool IsInstalled { get; } = Start("-c", "").ExitCode == 0;

    /// <summary>What it prints; with its errors where it fails.</summary>
    public static (int ExitCode, string Output) Start(params string[] arguments) => ExternalProgram.Start("/usr/bin/python3", arguments);
}
