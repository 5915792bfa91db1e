namespace ScottPlot;

public interface IXAxis : IAxis
{
    double Width { get; }
}
