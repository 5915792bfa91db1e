namespace ScottPlot.TickGenerators;

public class NumericManual : ITickGenerator
{
    private readonly List<Tick> _ticks = [];

    public NumericManual()
    {
    }

    public NumericManual(double[] positions, string[] labels)
    {
        if (positions.Length != labels.Length) throw new ArgumentException($"{nameof(positions)} and {nameof(labels)} must have equal length");
        for (var i = 0; i < positions.Length; i++) AddMajor(positions[i], labels[i]);
    }

    public Tick[] Ticks => [.. _ticks];

    public void AddMajor(double position, string label) => _ticks.Add(Tick.Major(position, label));

    public void AddMinor(double position) => _ticks.Add(Tick.Minor(position));
}
