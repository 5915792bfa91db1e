using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace FerTrain.Torture.Faults;

/// <summary>Passes an open descriptor from one process to another over a Unix socket, which .NET cannot: see unix(7).</summary>
internal static unsafe partial class PassedDescriptor
{
    private const int SocketLevel = 1, Rights = 1;
    private const int ControlBytes = 24; // the header, a descriptor, and padding

    public static void Send(int socket, int descriptor)
    {
        byte content = 0;
        var control = new Control { Length = ControlBytes - sizeof(int), Level = SocketLevel, Type = Rights, Descriptor = descriptor };
        var part = new Part { Start = &content, Length = 1 };
        var message = new Message { Parts = &part, PartCount = 1, Control = &control, ControlLength = ControlBytes };
        if (sendmsg(socket, &message, 0) < 0) throw new Win32Exception();
    }

    public static SafeFileHandle Receive(int socket)
    {
        byte content;
        Control control;
        var part = new Part { Start = &content, Length = 1 };
        var message = new Message { Parts = &part, PartCount = 1, Control = &control, ControlLength = ControlBytes };
        return recvmsg(socket, &message, 0) > 0 && message.ControlLength >= ControlBytes - sizeof(int)
            ? new SafeFileHandle(control.Descriptor, ownsHandle: true)
            : throw new Win32Exception();
    }

    [LibraryImport("libc", SetLastError = true)] private static partial nint sendmsg(int socket, Message* message, int flags);
    [LibraryImport("libc", SetLastError = true)] private static partial nint recvmsg(int socket, Message* message, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Part
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary>The kernel's struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Message
    {
        public void* Name;
        public uint NameLength;
        public Part* Parts;
        public nuint PartCount;
        public Control* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>The kernel's struct cmsghdr with one descriptor behind it.</summary>
    [StructLayout(LayoutKind.Sequential, Size = ControlBytes)]
    private struct Control
    {
        public nuint Length;
        public int Level, Type, Descriptor;
    }
}
