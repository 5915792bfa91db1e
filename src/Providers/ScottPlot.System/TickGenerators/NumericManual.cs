namespace ScottPlot.TickGenerators;

public class NumericManual : ITickGenerator
{
    public NumericManual(double[] positions, string[] labels)
    {
        if (positions.Length != labels.Length) throw new ArgumentException($"{nameof(positions)} and {nameof(labels)} must have equal length");
        Ticks = [.. positions.Zip(labels, Tick.Major)];
    }

    public Tick[] Ticks { get; }
}
