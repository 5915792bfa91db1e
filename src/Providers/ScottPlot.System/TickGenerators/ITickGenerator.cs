namespace ScottPlot;

public interface ITickGenerator
{
    Tick[] Ticks { get; }
}
