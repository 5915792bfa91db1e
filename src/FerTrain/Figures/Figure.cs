using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using ScottPlot;
using ScottPlot.Plottables;

namespace FerTrain.Figures;

/// <summary>A plot and the size that its text and lines are made for.</summary>
public sealed class Figure(Plot plot, int width, int height) : IDisposable
{
    /// <summary>Pixels of a PNG file for each of the figure: sharp on a dense screen and in print.</summary>
    public const int PixelRatio = 2;

    public Plot Plot => plot;

    public int Width => width;

    public int Height => height;

    /// <summary>Two pixels of the picture for each of the figure.</summary>
    public byte[] ToPng()
    {
        plot.ScaleFactor = PixelRatio;
        return plot.GetImageBytes(PixelRatio * width, PixelRatio * height, ImageFormat.Png);
    }

    /// <param name="share">Of the figure's size; text and lines keep theirs, and so grow beside it.</param>
    public string ToSvg(double share = 1)
    {
        plot.ScaleFactor = 1;
        return plot.GetSvgXml((int)(share * width), (int)(share * height));
    }

    /// <summary>Writes FOLDER/name.png and is done with.</summary>
    /// <exception cref="UserError">The file can't be written, or the machine cannot draw.</exception>
    internal void SavePng(string folder, string name)
    {
        DrawingLibrary.Require();
        using (this) AtomicFile.Write(Path.Combine(folder, $"{name}.png"), stream => stream.Write(ToPng()));
    }

    public void Dispose()
    {
        foreach (var picture in plot.PlottableList.OfType<ImageRect>())
            picture.Image?.Dispose(); // a plot does not own its pictures
        plot.Dispose();
    }
}
