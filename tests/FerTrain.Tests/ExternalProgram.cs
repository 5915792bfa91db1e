using System.ComponentModel;
using System.Diagnostics;

namespace FerTrain.Tests;

/// <summary>A program of the machine, which may lack it.</summary>
internal static class ExternalProgram
{
    /// <summary>What it prints; with its errors where it fails.</summary>
    public static (int ExitCode, string Output) Start(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
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
