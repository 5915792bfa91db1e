using System.ComponentModel;
using System.Diagnostics;

namespace FerTrain.Tests;

/// <summary>Debian's Python, where it is installed.</summary>
internal static class Python
{
    private const string Program = "/usr/bin/python3";

    public static bool IsInstalled { get; } = Start("-c", "").ExitCode == 0;

    /// <summary>What it prints; with its errors where it fails.</summary>
    public static (int ExitCode, string Output) Start(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
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

    /// <summary>What a script of the repository prints; a script that fails is the test's failure.</summary>
    public static string Run(string script, params string[] arguments)
    {
        var (exitCode, output) = Start([Path.Combine(Architecture.Repository.Root, script), .. arguments]);
        exitCode.ShouldBe(0, output);
        return output;
    }
}
