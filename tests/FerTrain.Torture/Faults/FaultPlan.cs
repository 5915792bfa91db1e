using System.Net.Sockets;

namespace FerTrain.Torture.Faults;

/// <summary>What goes wrong.</summary>
internal enum Fault
{
    /// <summary>The process is killed before a rename or an fsync.</summary>
    Kill,

    /// <summary>From one write on, all fail as on a full disk.</summary>
    FullDisk,
}

/// <summary>
/// A fault of a process that this one starts. A seccomp filter (Linux 5.5 or newer) stops it at each rename and fsync, or at
/// each write, until this process lets it go on, fails the call, or kills it. That needs no other program, no compiler and no
/// root, and holds exactly the calls that strace's fault injection would.
/// </summary>
/// <param name="Fault">What goes wrong.</param>
/// <param name="At">At which of the counted calls, from 1; at none if 0.</param>
internal sealed record FaultPlan(Fault Fault, int At)
{
    /// <summary>Holds the fault and the socket on which the process hands over its calls.</summary>
    private const string Variable = "FERTRAIN_TORTURE";

    /// <summary>Fails everywhere but on Linux on x86-64, whose numbers of system calls this knows.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() && System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64;

    public static FaultPlan OfThisProcess() => new(Enum.Parse<Fault>(Environment.GetEnvironmentVariable(Variable)!.Split(' ')[0]), 0);

    /// <summary>The environment of a process that is to be watched.</summary>
    public IEnumerable<(string Name, string Value)> Environ(string socket) =>
        [("DOTNET_STARTUP_HOOKS", typeof(FaultPlan).Assembly.Location), (Variable, $"{Fault} {socket}")];

    /// <summary>Filters the calls of this process from now on and hands them over.</summary>
    public void Submit()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(Environment.GetEnvironmentVariable(Variable)!.Split(' ', 2)[1]));
        PassedDescriptor.Send((int)socket.Handle, Seccomp.Listen(Fault == Fault.Kill ? SystemCalls.Commits : SystemCalls.Writes));
    }
}
