namespace ScottPlot;

public class LayoutManager
{
    private readonly Plot _plot;

    internal LayoutManager(Plot plot) => _plot = plot;

    /// <summary>The room around the data area; null where the panels decide.</summary>
    internal PixelPadding? FixedPadding { get; private set; }

    public void Fixed(PixelPadding padding) => FixedPadding = padding;

    public void Frameless(bool hideAllPanels = true) => _plot.Axes.Frameless(hideAllPanels);
}
