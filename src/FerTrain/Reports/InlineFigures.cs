using System.Globalization;
using System.Xml.Linq;
using FerTrain.Figures;
using SkiaSharp;

namespace FerTrain.Reports;

/// <summary>Embeds figures in one page: drawings as SVG, photographs as PNG.</summary>
internal sealed class InlineFigures
{
    private const double Enlarged = 1.1; // where there is room
    private const int Column = FigureStyle.Width;

    private int _drawings;

    /// <summary>Embeds the figure as SVG, and disposes of it.</summary>
    public XElement Drawing(Figure figure, string caption)
    {
        using (figure)
        {
            var svg = figure.ToSvg(Figure.PageScale);
            KeepIdsApart(svg, string.Create(CultureInfo.InvariantCulture, $"f{++_drawings}-"));
            svg.SetAttributeValue("width", (int)(Enlarged * Figure.PageScale * figure.Width));
            svg.SetAttributeValue("role", "img");
            svg.Add(Html.Attribute("aria-label", caption));
            return Framed(svg, caption, figure.Width > Column ? "wide" : null);
        }
    }

    /// <summary>Embeds a figure of the input, or its PNG file in the folder where the input lacks what it shows; null where there is neither.</summary>
    public XElement? Of<T>(RunFigure<T> figure, T? input, string folder) => input is not null && figure.Draw(input) is { } drawn
        ? Drawing(drawn, figure.Caption)
        : Image(Path.Combine(folder, $"{figure.Name}.png"), figure.Caption, figure.ShowsFaces ? "wide" : "chart");

    /// <summary>Embeds an SVG file that FerTrain has drawn; null where there is none.</summary>
    public static XElement? SvgFile(string path, string caption)
    {
        if (!File.Exists(path)) return null;
        var svg = Svg.Read(path);
        svg.SetAttributeValue("aria-label", caption);
        return Framed(svg, caption, kind: null);
    }

    /// <summary>Embeds a PNG file of photographs; null where there is none.</summary>
    public static XElement? Photographs(string path, string caption) => Image(path, caption, "wide");

    /// <summary>Makes a section of figures, below a note on them; null where there is nothing to show.</summary>
    public static XElement? Group(string heading, IEnumerable<XElement?> figures, string? note = null)
    {
        var shown = figures.OfType<XElement>().ToArray();
        return shown.Length == 0 ? null : Html.Section(heading, note is null ? null : Html.Tag("p", note), Html.Tag("div", Html.Class("figures"), shown));
    }

    private static XElement? Image(string path, string caption, string kind)
    {
        if (!File.Exists(path)) return null;
        var data = File.ReadAllBytes(path);
        var image = Html.Void("img", Html.Attribute("src", $"data:image/png;base64,{Convert.ToBase64String(data)}"), Html.Attribute("alt", caption));
        if (SKBitmap.DecodeBounds(data).Width is > 0 and var width)
            image.SetAttributeValue("width", width / Figure.PixelRatio);
        return Framed(image, caption, kind);
    }

    private static XElement Framed(XElement image, string caption, string? kind) =>
        Html.Tag("figure", kind is null ? null : Html.Class(kind), Html.Tag("div", image), Html.Tag("figcaption", caption));

    /// <summary>Prefixes the ids of letters and clips, which drawings would otherwise share in one page.</summary>
    private static void KeepIdsApart(XElement svg, string prefix)
    {
        foreach (var attribute in svg.DescendantsAndSelf().Attributes().Where(a => !a.IsNamespaceDeclaration))
        {
            attribute.Value = attribute.Name.LocalName switch
            {
                "id" => prefix + attribute.Value,
                "href" when attribute.Value.StartsWith('#') => $"#{prefix}{attribute.Value[1..]}",
                _ => attribute.Value.Replace("url(#", $"url(#{prefix}", StringComparison.Ordinal),
            };
        }
    }
}
