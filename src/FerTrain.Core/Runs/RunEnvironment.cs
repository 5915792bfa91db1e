using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Runs;

/// <summary>Records the machine and the versions that a run was trained with, as environment.json.</summary>
internal sealed record RunEnvironment : IJsonOnDeserialized
{
    private const string LinuxProcessorFile = "/proc/cpuinfo";

    public string FertrainVersion { get; init; } = ProgramVersion.Number;

    /// <summary>Null outside a git checkout.</summary>
    public string? GitCommit { get; init; } = ProgramVersion.Commit;

    public string Runtime { get; init; } = RuntimeInformation.FrameworkDescription;

    public string OperatingSystem { get; init; } = RuntimeInformation.OSDescription;

    public string Cpu { get; init; } = ProcessorName();

    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>The number of threads that libtorch computes with.</summary>
    public required int Threads { get; init; }

    public required string LibtorchVersion { get; init; }

    /// <summary>The package that libtorch comes from, or LIBTORCH=DIR; null in runs of older versions.</summary>
    public string? LibtorchSource { get; init; }

    public required string Device { get; init; }

    /// <summary>The GPU's name; null on the CPU, and where TorchSharp cannot tell it.</summary>
    public string? Gpu { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>The commands that resumed the run; the rest of this record describes the last of them.</summary>
    public IReadOnlyList<RunSession> Resumed { get; init; } = [];

    /// <summary>Equal for runs that saw the same rows.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>The SHA-256 of the file of <c>init.weights</c>; null where the weights are random.</summary>
    public string? InitialWeights { get; init; }

    void IJsonOnDeserialized.OnDeserialized()
    {
        JsonFile.Require(Threads > 0, "threads: 1 or more");
        JsonFile.Require(CommandLine.All(word => word is not null), "command_line: words");
        JsonFile.Require(Resumed.All(session => session?.CommandLine.All(word => word is not null) == true), "resumed: commands");
    }

    /// <summary>Gives the commands that trained the run and that resumed it, as a shell takes them.</summary>
    public IReadOnlyList<string> Commands() => [.. Resumed.Select(session => session.CommandLine).Prepend(CommandLine).Select(words => ProgramCommand.Of(words))];

    internal static string ProcessorName() => File.Exists(LinuxProcessorFile)
        ? File.ReadLines(LinuxProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown"
        : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
}

/// <summary>Records a command that resumed a run, and its threads, which records of older versions lack.</summary>
internal sealed record RunSession(DateTimeOffset StartedAt, IReadOnlyList<string> CommandLine, int? Threads = null);

/// <summary>Reads the version that the build recorded, "0.1.0+commit".</summary>
internal static class ProgramVersion
{
    private static readonly string[] Parts = typeof(ProgramVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');

    public static string Number => Parts[0];

    /// <summary>Null where it was built outside a git checkout.</summary>
    public static string? Commit => Parts.ElementAtOrDefault(1);
}
