namespace ScottPlot;

public readonly struct Tick(double position, string label, bool isMajor)
{
    public readonly double Position = position;
    public readonly string Label = label;
    public readonly bool IsMajor = isMajor;

    public static Tick Major(double position, string label) => new(position, label, true);

    public static Tick Minor(double position) => new(position, string.Empty, false);
}
