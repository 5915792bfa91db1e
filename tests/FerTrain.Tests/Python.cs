namespace FerTrain.Tests;

/// <summary>Debian's Python, where it is installed.</summary>
internal static class Python
{
    public static bool IsInstalled { get; } = Start("-c", "").ExitCode == 0;

    /// <summary>What it prints; with its errors where it fails.</summary>
    public static (int ExitCode, string Output) Start(params string[] arguments) => ExternalProgram.Start("/usr/bin/python3", arguments);

    /// <summary>What a script of the repository prints; a script that fails is the test's failure.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var (exitCode, output) = Start([Path.Combine(Architecture.Repository.Root, script), .. arguments]);
        exitCode.ShouldBe(0, output);
        return output;
    }
}
