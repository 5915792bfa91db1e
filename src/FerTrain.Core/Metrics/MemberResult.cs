namespace FerTrain.Core.Metrics;

/// <summary>How one of the checkpoints that were scored together does alone.</summary>
public sealed record MemberResult(string Checkpoint, double Accuracy);
