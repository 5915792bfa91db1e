namespace FerTrain.Export;

/// <summary>How far an exported model may be from its checkpoint.</summary>
/// <param name="MaxAbsDifference">Of any probability of any face.</param>
/// <param name="Agreement">The fraction of faces that must get the same class.</param>
public sealed record ExportTolerance(double MaxAbsDifference, double Agreement)
{
    /// <summary>The same numbers, added up in another order.</summary>
    public static ExportTolerance Exact { get; } = new(1e-4, 0);

    /// <summary>Weights of eleven bits change a probability that is near another.</summary>
    public static ExportTolerance Fp16 { get; } = new(1, 0.99);

    /// <summary>Kernels of seven bits and activations of eight change more of them, and still few.</summary>
    public static ExportTolerance Quantized { get; } = new(1, 0.9);
}
