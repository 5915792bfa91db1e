using System.ComponentModel;
using System.Diagnostics;

namespace FerTrain.Tests.Archive;

/// <summary>Debian's Python with PyTorch, where it is installed.</summary>
internal static class PythonTorch
{
    private const string Python = "/usr/bin/python3";

    public static bool IsInstalled { get; } = Start("import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)").ExitCode == 0;

    /// <summary>Runs a script that sees <c>torch</c> and <c>path</c>, and gives what it prints.</summary>
    public static string Run(string script, string path)
    {
        var (exitCode, output) = Start($"import sys, torch\npath = sys.argv[1]\n{script}", path);
        exitCode.ShouldBe(0, output);
        return output.Trim();
    }

    private static (int ExitCode, string Output) Start(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Python, ["-c", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, process.ExitCode == 0 ? output : output + errors.Result);
        }
        catch (Win32Exception error)
        {
            return (-1, error.Message);
        }
    }
}
