namespace ScottPlot.Rendering;

/// <summary>What lies along an edge of the data area: an axis, the title, a colour bar, a legend.</summary>
internal interface IDrawnPanel : IPanel
{
    /// <summary>How far it reaches from the data area, given an estimate of that.</summary>
    double Measure(Canvas canvas, PixelRect dataRect);

    /// <summary>Labels that may reach beyond the ends of the panel.</summary>
    IEnumerable<PixelRect> TickLabels(Canvas canvas, PixelRect dataRect, double offset);

    void Render(RenderPack rp, double size, double offset);
}
