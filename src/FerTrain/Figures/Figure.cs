using System.Xml.Linq;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using ScottPlot;
using ScottPlot.Plottables;

namespace FerTrain.Figures;

/// <summary>A plot and the size that its text and lines are made for.</summary>
/// <param name="plot">Owned.</param>
/// <param name="width">In pixels.</param>
/// <param name="height">With a legend of one line; further lines add to it.</param>
public sealed class Figure(Plot plot, int width, int height) : IDisposable
{
    /// <summary>Pixels of a PNG file for each of the figure: sharp on a dense screen and in print.</summary>
    public const int PixelRatio = 2;

    /// <summary>A page shows drawings smaller than a paper does, down to the width of a phone.</summary>
    public const double ShareOnPage = 0.78;

    public Plot Plot => plot;

    public int Width => width;

    public int Height => HeightFor(1);

    /// <summary>Two pixels of the image for each of the figure.</summary>
    public byte[] ToPng()
    {
        plot.ScaleFactor = PixelRatio;
        return plot.GetImageBytes(PixelRatio * width, PixelRatio * Height, ImageFormat.Png);
    }

    /// <summary>A drawing that is as large as the page has room for.</summary>
    /// <param name="fraction">Of the figure's size; text and lines keep theirs, and so grow beside it.</param>
    public XElement ToSvg(double fraction = 1)
    {
        plot.ScaleFactor = 1;
        return Svg.Of(plot.GetSvgXml((int)(fraction * width), HeightFor(fraction)));
    }

    /// <summary>Writes FOLDER/name.png and is done with.</summary>
    /// <exception cref="UserError">The file can't be written.</exception>
    internal void SavePng(string folder, string name)
    {
        using (this) AtomicFile.Write(Path.Combine(folder, $"{name}.png"), stream => stream.Write(ToPng()));
    }

    public void Dispose()
    {
        foreach (var image in plot.PlottableList.OfType<ImageRect>())
            image.Image?.Dispose(); // a plot does not own its images
        plot.Dispose();
    }

    private int HeightFor(double fraction)
    {
        if (plot.Axes.GetPanels().OfType<LegendAbove>().FirstOrDefault() is not { } legend) return (int)(fraction * height);
        legend.FigureWidth = (int)(fraction * width);
        return (int)(fraction * height + legend.HeightOfFurtherLines);
    }
}
