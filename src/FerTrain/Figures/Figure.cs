using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>A plot with the size that its text and lines are made for.</summary>
/// <param name="plot">Disposed with the figure.</param>
/// <param name="height">Includes one line of the legend; further lines add to it.</param>
internal sealed class Figure(Plot plot, int width, int height) : IDisposable
{
    /// <summary>The number of pixels in a PNG file for each of the figure, sharp on a dense screen and in print.</summary>
    public const int PixelRatio = 2;

    /// <summary>The scale of figures on a page, which shows them smaller than a file does, down to the width of a phone.</summary>
    public const double PageScale = 0.78;

    public Plot Plot => plot;

    public int Width => width;

    public int Height => HeightFor(1);

    public byte[] ToPng()
    {
        plot.ScaleFactor = PixelRatio;
        using var surface = Png.NewSurface(PixelRatio * width, PixelRatio * Height);
        plot.Render(surface.Canvas, PixelRatio * width, PixelRatio * Height);
        return Png.Encode(surface);
    }

    /// <param name="scale">Scales the figure; text and lines keep their size.</param>
    public XElement ToSvg(double scale = 1)
    {
        plot.ScaleFactor = 1;
        return Svg.Of(plot.GetSvgXml((int)(scale * width), HeightFor(scale)));
    }

    public byte[] ToPdf()
    {
        plot.ScaleFactor = 1;
        using var stream = new MemoryStream();
        using (var document = SKDocument.CreatePdf(stream))
        {
            plot.Render(document.BeginPage(width, Height), width, Height);
            document.EndPage();
        }

        return stream.ToArray();
    }

    /// <summary>Writes FOLDER/name.png, the same figure in further formats (svg, pdf), and disposes of it.</summary>
    /// <exception cref="UserError">A file can't be written.</exception>
    internal void Save(string folder, string name, IReadOnlyList<string> formats)
    {
        using (this)
        {
            foreach (var format in formats.Prepend("png"))
                AtomicFile.Write(Path.Combine(folder, $"{name}.{format}"), stream => stream.Write(InFormat(format)));
        }
    }

    private string SvgOfFile()
    {
        var svg = ToSvg();
        svg.SetAttributeValue("height", Height); // a page derives it from the width, not every program does
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private byte[] InFormat(string format) => format switch
    {
        "png" => ToPng(),
        "svg" => Encoding.UTF8.GetBytes(SvgOfFile()),
        "pdf" => ToPdf(),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };

    public void Dispose()
    {
        foreach (var image in plot.PlottableList.OfType<ImageRect>())
            image.Image?.Dispose(); // a plot does not own its images
        plot.Dispose();
    }

    private int HeightFor(double scale)
    {
        if (plot.Axes.GetPanels().OfType<LegendAbove>().FirstOrDefault() is not { } legend) return (int)(scale * height);
        legend.FigureWidth = (int)(scale * width);
        return (int)(scale * height + legend.HeightOfFurtherLines);
    }
}

/// <summary>Adapts ScottPlot's SVG to a page.</summary>
internal static class Svg
{
    public const string Fonts = $"{ShippedFont.Family}, Verdana, sans-serif"; // Verdana's letters are as wide

    /// <summary>Reads a drawing's file.</summary>
    /// <exception cref="UserError">It is damaged.</exception>
    public static XElement Read(string path)
    {
        try
        {
            return XElement.Load(path);
        }
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {error.Message}", error);
        }
    }

    public static XElement Of(string xml)
    {
        var svg = XElement.Parse(xml);
        svg.SetAttributeValue("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {(string?)svg.Attribute("width")} {(string?)svg.Attribute("height")}"));
        svg.SetAttributeValue("height", null); // follows from the width
        foreach (var element in svg.Descendants())
        {
            if (element.Attribute("font-family") is { } family) family.Value = Fonts;
            if (element.Name.LocalName == "image") element.SetAttributeValue("image-rendering", "pixelated"); // the cells of a heatmap, else blurred
        }

        return svg;
    }
}
