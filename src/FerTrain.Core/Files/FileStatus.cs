using System.Runtime.InteropServices;

namespace FerTrain.Core.Files;

/// <summary>What the system knows of a file without opening it.</summary>
/// <param name="Length">Counts its bytes.</param>
/// <param name="Written">When its content was last written, on the system's own scale; programs set this time as they like.</param>
/// <param name="Changed">When anything of it last changed, in nanoseconds, which no program sets; null where the system does not tell.</param>
/// <param name="Place">Its number on its device, with the device's.</param>
internal readonly record struct FileStatus(long Length, long Written, long? Changed, (ulong Number, ulong Device) Place)
{
    /// <summary>The longest time that a file system needs to tell two changes apart.</summary>
    private const long CoarsestClock = 2_000_000_000;

    /// <summary>Whether any later change will change this too: the last one is known, and no other can have the same time.</summary>
    public bool IsSettled() => Changed < (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick - CoarsestClock;

    /// <exception cref="IOException">There is no such file.</exception>
    public static FileStatus Of(string path)
    {
        if (OperatingSystem.IsLinux() && SystemStatus.Of(path) is { } status)
            return new((long)status.Length, status.Written.InNanoseconds, status.Changed.InNanoseconds, (status.Number, ((ulong)status.DeviceMajor << 32) | status.DeviceMinor));
        InputFile.RequireRegular(path);
        return new(new FileInfo(path).Length, File.GetLastWriteTimeUtc(path).Ticks, null, default);
    }

    /// <summary>Whether it is neither a file nor a folder, but a pipe or a device.</summary>
    public static bool IsSpecial(string path) => OperatingSystem.IsLinux() && SystemStatus.Of(path) is { IsFileOrFolder: false };
}

/// <summary>The answer of Linux's statx, which has the same layout on all its architectures: .NET tells no pipe from a file, and no time of change.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal readonly partial struct SystemStatus
{
    private const int CurrentFolder = -100;
    private const uint BasicStatus = 0x7ff;
    private const ushort TypeBits = 0xF000, RegularFile = 0x8000, Folder = 0x4000;

    [FieldOffset(28)] private readonly ushort _mode;
    [FieldOffset(32)] public readonly ulong Number;
    [FieldOffset(40)] public readonly ulong Length;
    [FieldOffset(96)] public readonly Time Changed;
    [FieldOffset(112)] public readonly Time Written;
    [FieldOffset(136)] public readonly uint DeviceMajor;
    [FieldOffset(140)] public readonly uint DeviceMinor;

    public bool IsFileOrFolder => (_mode & TypeBits) is RegularFile or Folder;

    /// <summary>Follows links; null where there is nothing of this name.</summary>
    public static SystemStatus? Of(string path) => GetStatus(CurrentFolder, path, 0, BasicStatus, out var status) == 0 ? status : null;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int folder, string path, int flags, uint mask, out SystemStatus status);

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    internal readonly struct Time
    {
        private readonly long _seconds;
        private readonly uint _nanoseconds;

        public long InNanoseconds => _seconds * 1_000_000_000 + _nanoseconds;
    }
}
