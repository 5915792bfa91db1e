namespace ScottPlot.Rendering;

/// <summary>Draws over the axes too, where the data area does not clip it.</summary>
internal interface IRenderLast
{
    void RenderLast(RenderPack rp);
}
