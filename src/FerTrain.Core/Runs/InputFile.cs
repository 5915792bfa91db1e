using System.Runtime.InteropServices;

namespace FerTrain.Core.Runs;

/// <summary>Opens files that a person or a config names: a pipe would be waited for, and a device never ends.</summary>
internal static partial class InputFile
{
    /// <exception cref="IOException">The file is missing, or a pipe or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">It is a folder, or may not be read.</exception>
    public static FileStream Open(string path)
    {
        RequireRegular(path);
        return File.OpenRead(path);
    }

    /// <inheritdoc cref="Open"/>
    public static byte[] ReadAllBytes(string path)
    {
        RequireRegular(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Refuses what is neither a file nor a folder, before anything opens it.</summary>
    /// <exception cref="IOException">It is a pipe or a device.</exception>
    public static void RequireRegular(string path)
    {
        if (OperatingSystem.IsLinux() && GetStatus(CurrentFolder, path, 0, TypeMask, out var status) == 0
            && (status.Mode & TypeBits) is var type && type is not (RegularFile or Folder))
            throw new IOException($"'{path}' is a pipe or a device, not a file.");
    }

    private const int CurrentFolder = -100;
    private const uint TypeMask = 1;
    private const ushort TypeBits = 0xF000, RegularFile = 0x8000, Folder = 0x4000;

    /// <summary>.NET tells no pipe from a file; statx has the same layout on every Linux.</summary>
    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, out Status status);

    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private readonly struct Status
    {
        [FieldOffset(28)] public readonly ushort Mode;
    }
}
