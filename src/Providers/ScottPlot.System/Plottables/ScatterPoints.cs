namespace ScottPlot.Plottables;

internal sealed class ScatterPoints(IReadOnlyList<Coordinates> points) : IScatterSource
{
    public IReadOnlyList<Coordinates> GetScatterPoints() => points;
}
