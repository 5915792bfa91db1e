using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace FerTrain.Torture.Faults;

/// <summary>Decides what becomes of the system calls of a process that it watches.</summary>
/// <param name="plan">The fault.</param>
/// <param name="root">Only calls on files under this folder count.</param>
internal sealed class Supervisor(FaultPlan plan, string root)
{
    private const int NoSpace = -28; // -ENOSPC

    private readonly List<FileCall> _calls = [];

    /// <summary>The counted calls so far.</summary>
    public IReadOnlyList<FileCall> Calls => _calls;

    /// <summary>Watches a process until it ends.</summary>
    public void Watch(Process process, Socket socket)
    {
        if (!socket.Poll(TimeSpan.FromMinutes(1), SelectMode.SelectRead)) return;
        using var connection = socket.Accept();
        using var listener = PassedDescriptor.Receive((int)connection.Handle);
        while (!process.HasExited)
        {
            if (Seccomp.Next(listener) is not { } call) continue;
            var known = SystemCalls.Describe(call);
            var counts = known.Path is not null && known.Path.StartsWith(root, StringComparison.Ordinal);
            if (counts) _calls.Add(known with { Path = Path.GetRelativePath(root, known.Path!) });
            if (counts && plan.Fault == Fault.Kill && _calls.Count == plan.At) process.Kill();
            else Seccomp.Answer(listener, call, counts && plan is { Fault: Fault.FullDisk, At: > 0 } && _calls.Count >= plan.At ? NoSpace : 0);
        }
    }
}

/// <summary>A system call on a file.</summary>
/// <param name="Name">rename, fsync or write.</param>
/// <param name="Path">The file; the one that is replaced by a rename.</param>
internal sealed record FileCall(string Name, string? Path);

/// <summary>The system calls that faults are injected into, by their numbers on x86-64.</summary>
internal static class SystemCalls
{
    private const int Write = 1, PWrite = 18, WriteV = 20, PWriteV = 296, SendFile = 40, CopyFileRange = 326, Allocate = 285;
    private const int FSync = 74, FDataSync = 75, Rename = 82, Link = 86, RenameAt = 264, LinkAt = 265, RenameAt2 = 316;
    private const int LongestPath = 4096;

    /// <summary>The calls after which a file has its new content for good.</summary>
    public static int[] Commits => [FSync, FDataSync, Rename, Link, RenameAt, LinkAt, RenameAt2];

    /// <summary>The calls that need room on a disk.</summary>
    public static int[] Writes => [Write, PWrite, WriteV, PWriteV, SendFile, CopyFileRange, Allocate];

    public static FileCall Describe(in Notification call) => call.Number switch
    {
        FSync or FDataSync => new("fsync", OpenFile(call, call.A0)),
        Rename or Link => new("rename", Text(call, call.A1)),
        RenameAt or LinkAt or RenameAt2 => new("rename", Text(call, call.A3)),
        CopyFileRange => new("write", OpenFile(call, call.A2)),
        _ => new("write", OpenFile(call, call.A0)),
    };

    private static string? OpenFile(in Notification call, ulong descriptor) => new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{call.Pid}/fd/{(int)descriptor}")).LinkTarget;

    private static string? Text(in Notification call, ulong address)
    {
        using var memory = File.OpenHandle(string.Create(CultureInfo.InvariantCulture, $"/proc/{call.Pid}/mem"));
        var bytes = new byte[LongestPath];
        var text = bytes.AsSpan(0, RandomAccess.Read(memory, bytes, (long)address));
        return text.IndexOf((byte)0) is >= 0 and var end ? System.Text.Encoding.UTF8.GetString(text[..end]) : null;
    }
}
