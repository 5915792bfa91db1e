using System.Runtime.InteropServices;

namespace FerTrain.Core.Runs;

/// <summary>Records the machine and the versions that a run was trained with, as environment.json.</summary>
public sealed record RunEnvironment
{
    public required string FertrainVersion { get; init; }

    /// <summary>Null outside a git checkout.</summary>
    public string? GitCommit { get; init; }

    public string Runtime { get; init; } = RuntimeInformation.FrameworkDescription;

    public string OperatingSystem { get; init; } = RuntimeInformation.OSDescription;

    public required string Cpu { get; init; }

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
}

/// <summary>Records a command that resumed a run.</summary>
public sealed record RunSession(DateTimeOffset StartedAt, IReadOnlyList<string> CommandLine);
