using System.Runtime.InteropServices;

namespace FerTrain.Core.Runs;

/// <summary>Where and with what a run was made: environment.json.</summary>
public sealed record RunEnvironment
{
    public required string FertrainVersion { get; init; }

    /// <summary>Null outside a git checkout.</summary>
    public string? GitCommit { get; init; }

    public string Runtime { get; init; } = RuntimeInformation.FrameworkDescription;

    public string OperatingSystem { get; init; } = RuntimeInformation.OSDescription;

    public required string Cpu { get; init; }

    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads that libtorch computes with.</summary>
    public required int Threads { get; init; }

    public required string LibtorchVersion { get; init; }

    /// <summary>The package that libtorch is from, or LIBTORCH=DIR; null in runs of older versions.</summary>
    public string? LibtorchSource { get; init; }

    public required string Device { get; init; }

    /// <summary>Its name; null of the CPU, and where TorchSharp's package computes, which cannot tell it.</summary>
    public string? Gpu { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required IReadOnlyList<string> CommandLine { get; init; }

    /// <summary>The times that it went on; the rest of this record is of the last.</summary>
    public IReadOnlyList<RunSession> Resumed { get; init; } = [];

    /// <summary>Tells whether another run saw the same rows.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>SHA-256 of the file of <c>init.weights</c>; null where the weights were drawn.</summary>
    public string? InitialWeights { get; init; }
}

/// <summary>A command that went on with a run.</summary>
public sealed record RunSession(DateTimeOffset StartedAt, IReadOnlyList<string> CommandLine);
