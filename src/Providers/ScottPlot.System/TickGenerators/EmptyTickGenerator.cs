namespace ScottPlot.TickGenerators;

public class EmptyTickGenerator : ITickGenerator
{
    public Tick[] Ticks { get; set; } = [];
}
