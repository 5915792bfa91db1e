namespace FerTrain.Core.Metrics;

/// <summary>The scores of one class.</summary>
public sealed record ClassResult
{
    public required string Name { get; init; }

    public required int Support { get; init; }

    public required double Precision { get; init; }

    public required double Recall { get; init; }

    public required double F1 { get; init; }

    /// <summary>Of telling this class from all others.</summary>
    public required double Accuracy { get; init; }
}
