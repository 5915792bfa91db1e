using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FerTrain.Torture.Faults;

/// <summary>A system call that waits for an answer: the kernel's struct seccomp_notif.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Notification
{
    public ulong Id;
    public uint Pid, Flags;
    public int Number;
    public uint Architecture;
    public ulong InstructionPointer;
    public ulong A0, A1, A2, A3, A4, A5;
}

/// <summary>Binds what seccomp's user notification needs; see seccomp_unotify(2).</summary>
internal static unsafe partial class Seccomp
{
    private const int NoNewPrivileges = 38;
    private const long SystemCall = 317; // seccomp
    private const uint SetFilter = 1, NewListener = 1 << 3;
    private const uint Allow = 0x7fff0000, Notify = 0x7fc00000;
    private const uint X64 = 0xC000003E;
    private const ushort Load = 0x20, JumpIfEqual = 0x15, Return = 0x06;
    private const nuint Receive = 0xC0502100, Send = 0xC0182101;
    private const uint Continue = 1;
    private const short Readable = 1;
    private const int Moment = 50; // milliseconds

    /// <summary>Filters this thread and its future children, and returns the descriptor that their calls are announced on.</summary>
    public static int Listen(int[] numbers)
    {
        if (prctl(NoNewPrivileges, 1, 0, 0, 0) != 0) throw new Win32Exception();
        Instruction[] program =
        [
            new(Load, 0, 0, 4), // the architecture
            new(JumpIfEqual, 1, 0, X64),
            new(Return, 0, 0, Allow),
            new(Load, 0, 0, 0), // the number
            .. numbers.SelectMany(number => (Instruction[])[new(JumpIfEqual, 0, 1, (uint)number), new(Return, 0, 0, Notify)]),
            new(Return, 0, 0, Allow),
        ];
        fixed (Instruction* first = program)
        {
            var filter = new Program { Length = (ushort)program.Length, First = first };
            var listener = syscall(SystemCall, SetFilter, NewListener, &filter);
            return listener >= 0 ? (int)listener : throw new Win32Exception();
        }
    }

    /// <summary>Waits a moment for a call; null where none comes, or where its thread gave it up.</summary>
    public static Notification? Next(SafeFileHandle listener)
    {
        var waiting = new Waiting { Descriptor = (int)listener.DangerousGetHandle(), Events = Readable };
        if (poll(&waiting, 1, Moment) <= 0 || (waiting.Returned & Readable) == 0) return null;
        var call = default(Notification);
        return ioctl(listener, Receive, &call) == 0 ? call : null;
    }

    /// <summary>Lets a call pass, or makes it fail.</summary>
    public static void Answer(SafeFileHandle listener, in Notification call, int error)
    {
        var answer = new Response { Id = call.Id, Error = error, Flags = error == 0 ? Continue : 0 };
        _ = ioctl(listener, Send, &answer);
    }

    [LibraryImport("libc", SetLastError = true)] private static partial int prctl(int option, nuint a, nuint b, nuint c, nuint d);
    [LibraryImport("libc", SetLastError = true)] private static partial long syscall(long number, uint operation, uint flags, Program* filter);
    [LibraryImport("libc", SetLastError = true)] private static partial int ioctl(SafeFileHandle descriptor, nuint request, void* argument);
    [LibraryImport("libc", SetLastError = true)] private static partial int poll(Waiting* descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Operand);

    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        public ushort Length;
        public Instruction* First;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Response
    {
        public ulong Id;
        public long Value;
        public int Error;
        public uint Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Waiting
    {
        public int Descriptor;
        public short Events, Returned;
    }
}
