namespace FerTrain.Tests;

/// <summary>Shell scripts that stand first on the PATH, in the place of programs.</summary>
internal sealed class ScriptedPrograms : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string? _path = Environment.GetEnvironmentVariable("PATH");

    public ScriptedPrograms() => Environment.SetEnvironmentVariable("PATH", $"{_folder.Root}{Path.PathSeparator}{_path}");

    /// <summary>A file beside the scripts.</summary>
    public string this[string file] => _folder[file];

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PATH", _path);
        _folder.Dispose();
    }

    public void Add(string name, string script)
    {
        var program = _folder.Write(name, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Leaves no other programs on the PATH.</summary>
    public void HideOthers() => Environment.SetEnvironmentVariable("PATH", _folder.Root);
}
