namespace FerTrain.Core.Runs;

/// <summary>A command that went on with a run.</summary>
public sealed record RunSession(DateTimeOffset StartedAt, IReadOnlyList<string> CommandLine);
