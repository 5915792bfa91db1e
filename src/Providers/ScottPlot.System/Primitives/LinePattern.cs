namespace ScottPlot;

/// <summary>Lengths drawn and left out in turn; none is a solid line.</summary>
public readonly struct LinePattern
{
    private readonly double[]? _dashes;

    private LinePattern(params double[] dashes) => _dashes = dashes;

    public static LinePattern Solid => default;

    public static LinePattern Dashed { get; } = new(10, 10);

    public static LinePattern DenselyDashed { get; } = new(6, 6);

    public static LinePattern Dotted { get; } = new(3, 5);

    internal double[] Dashes() => _dashes ?? [];
}
