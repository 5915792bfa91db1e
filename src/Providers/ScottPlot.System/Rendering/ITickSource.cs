namespace ScottPlot.Rendering;

/// <summary>A tick generator whose ticks depend on what the axis shows.</summary>
internal interface ITickSource : ITickGenerator
{
    /// <param name="range">The ends of the axis.</param>
    /// <param name="horizontal">Whether labels stand side by side.</param>
    /// <param name="length">Of the axis in pixels.</param>
    /// <param name="bounds">The room that a label takes about its anchor.</param>
    void Regenerate(AxisRange range, bool horizontal, double length, Func<string, PixelRect> bounds);
}
