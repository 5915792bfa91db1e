namespace ScottPlot;

public class LayoutManager
{
    internal LayoutManager()
    {
    }

    /// <summary>The room around the data area; null where the panels decide.</summary>
    internal PixelPadding? FixedPadding { get; private set; }

    public void Fixed(PixelPadding padding) => FixedPadding = padding;
}
