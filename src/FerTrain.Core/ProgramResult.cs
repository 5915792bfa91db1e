using System.Diagnostics;

namespace FerTrain.Core;

/// <summary>What another program answered when it had ended.</summary>
internal sealed record ProgramResult(int ExitCode, string Output, string Error)
{
    /// <summary>Finds the file of a program in the folders of the PATH; null where it is in none.</summary>
    public static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">Its file, or its name on the PATH.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="folder">The folder that it runs in; the current one without it.</param>
    /// <param name="cancel">Kills the program and what it started.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was killed.</exception>
    public static ProgramResult Run(string program, IEnumerable<string> arguments, string folder = "", CancellationToken cancel = default)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder })!;
        using var stop = cancel.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None); // a program waits when nobody empties one of its streams
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancel.ThrowIfCancellationRequested();
        return new(process.ExitCode, output.Trim(), error.GetAwaiter().GetResult().Trim());
    }
}
