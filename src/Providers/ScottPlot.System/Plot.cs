using ScottPlot.Grids;
using ScottPlot.Interop;
using ScottPlot.Panels;
using ScottPlot.Rendering;

namespace ScottPlot;

/// <summary>The part of ScottPlot 5.1.59's <c>Plot</c> that FerTrain draws with, over the system's Cairo.</summary>
public class Plot : IDisposable
{
    public Plot()
    {
        Add = new(this);
        Legend = new(this);
    }

    public List<IPlottable> PlottableList { get; } = [];

    public PlottableAdder Add { get; }

    public AxisManager Axes { get; } = new();

    public LayoutManager Layout { get; } = new();

    public Legend Legend { get; }

    public DefaultGrid Grid => Axes.DefaultGrid;

    /// <summary>How many pixels of the picture one of the figure takes, in each direction.</summary>
    public double ScaleFactor { get; set; } = 1;

    /// <summary>Where the last picture has its data area, in pixels of the figure.</summary>
    internal PixelRect LastDataRect { get; private set; }

    public void Title(string? text = null, float? size = null)
    {
        Axes.Title.IsVisible = true;
        SetLabel(Axes.Title.Label, text ?? Axes.Title.Label.Text, size);
    }

    public void XLabel(string label, float? size = null) => SetLabel(Axes.Bottom.Label, label, size);

    public void YLabel(string label, float? size = null) => SetLabel(Axes.Left.Label, label, size);

    public Legend ShowLegend(Alignment alignment)
    {
        Legend.IsVisible = true;
        Legend.Alignment = alignment;
        return Legend;
    }

    public Legend ShowLegend(IEnumerable<LegendItem> items, Alignment location = Alignment.LowerRight)
    {
        Legend.ManualItems.Clear();
        Legend.ManualItems.AddRange(items);
        return ShowLegend(location);
    }

    public LegendPanel ShowLegend(Edge edge)
    {
        Legend.IsVisible = false;
        Legend.Orientation = edge is Edge.Left or Edge.Right ? Orientation.Vertical : Orientation.Horizontal;
        var panel = new LegendPanel(Legend, edge);
        Axes.Panels.Add(panel);
        return panel;
    }

    public void HideGrid() => Grid.IsVisible = false;

    public void HideAxesAndGrid()
    {
        Axes.Hide();
        HideGrid();
    }

    internal Image GetImage(int width, int height)
    {
        if (width < 1) throw new ArgumentException($"{nameof(width)} must be greater than 0");
        if (height < 1) throw new ArgumentException($"{nameof(height)} must be greater than 0");
        using var surface = new PixelSurface(width, height);
        Render(surface.Handle, width, height, sharesGlyphs: false);
        return new(width, height, surface.ToArray());
    }

    public byte[] GetImageBytes(int width, int height, ImageFormat format = ImageFormat.Bmp)
    {
        using var image = GetImage(width, height);
        return image.GetImageBytes(format);
    }

    public string GetSvgXml(int width, int height)
    {
        using var surface = new SvgSurface(width, height);
        Render(surface.Handle, width, height, sharesGlyphs: true);
        return surface.Finish();
    }

    public SavedImageInfo SavePng(string filePath, int width, int height)
    {
        using var image = GetImage(width, height);
        return image.SavePng(filePath);
    }

    public SavedImageInfo SaveSvg(string filePath, int width, int height)
    {
        var xml = GetSvgXml(width, height);
        File.WriteAllText(filePath, xml);
        return new(filePath, xml.Length);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    // Cairo's objects live only while a picture is drawn.
    protected virtual void Dispose(bool disposing) { }

    private void Render(SurfaceHandle surface, int width, int height, bool sharesGlyphs)
    {
        using var canvas = new Canvas(surface, ScaleFactor, sharesGlyphs);
        var rp = new RenderPack(this, canvas, new(0, 0, width / ScaleFactor, height / ScaleFactor));
        var shown = PlottableList.Where(plottable => plottable.IsVisible).ToArray();
        Axes.ScaleUnset(shown);
        var layout = new PlotLayout(rp);
        layout.Apply();
        LastDataRect = rp.DataRect;

        canvas.Fill(rp.FigureRect, Colors.White);
        canvas.Save();
        canvas.Clip(rp.DataRect);
        Grid.Render(rp);
        foreach (var plottable in shown) plottable.Render(rp);
        canvas.Restore();
        Legend.Render(rp);
        layout.RenderPanels();
    }

    private static void SetLabel(LabelStyle label, string text, float? size)
    {
        label.Text = text;
        label.FontSize = size ?? label.FontSize;
    }
}
