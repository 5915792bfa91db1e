namespace FerTrain.Tests.Archive;

/// <summary>Debian's Python with PyTorch, where it is installed.</summary>
internal static class PythonTorch
{
    public static bool IsInstalled { get; } = Python.Start("-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)").ExitCode == 0;

    /// <summary>Runs a script that sees <c>torch</c> and <c>path</c>, and gives what it prints.</summary>
    public static string Run(string script, string path)
    {
        var (exitCode, output) = Python.Start("-c", $"import sys, torch\npath = sys.argv[1]\n{script}", path);
        exitCode.ShouldBe(0, output);
        return output.Trim();
    }
}
