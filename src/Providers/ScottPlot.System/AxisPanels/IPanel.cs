namespace ScottPlot;

public interface IPanel
{
    Edge Edge { get; }

    bool IsVisible { get; set; }

    float MinimumSize { get; set; }

    float MaximumSize { get; set; }
}
