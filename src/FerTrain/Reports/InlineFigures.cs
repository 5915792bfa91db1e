using System.Globalization;
using System.Xml.Linq;
using FerTrain.Figures;

namespace FerTrain.Reports;

/// <summary>Puts figures into one page: drawings as SVG, photographs as PNG.</summary>
internal sealed class InlineFigures
{
    private int _drawings;

    /// <summary>Draws the figure, and is done with it.</summary>
    public XElement Drawing(Figure figure, string caption)
    {
        using (figure)
        {
            var svg = XElement.Parse(figure.ToSvg());
            KeepIdsApart(svg, string.Create(CultureInfo.InvariantCulture, $"f{++_drawings}-"));
            svg.SetAttributeValue("width", figure.Width);
            svg.SetAttributeValue("height", figure.Height);
            svg.SetAttributeValue("role", "img");
            svg.Add(Html.Attribute("aria-label", caption));
            return Framed(svg, caption);
        }
    }

    /// <summary>A PNG file, or null where there is none.</summary>
    public static XElement? Photograph(string path, string caption)
    {
        if (!File.Exists(path)) return null;
        var data = Convert.ToBase64String(File.ReadAllBytes(path));
        var figure = Framed(Html.Void("img", Html.Attribute("src", $"data:image/png;base64,{data}"), Html.Attribute("alt", caption)), caption);
        figure.Add(Html.Class("wide"));
        return figure;
    }

    /// <summary>Null where there is nothing to show.</summary>
    public static XElement? Group(string heading, IEnumerable<XElement?> figures)
    {
        var shown = figures.OfType<XElement>().ToArray();
        return shown.Length == 0 ? null : Html.Section(heading, Html.Tag("div", Html.Class("figures"), shown));
    }

    private static XElement Framed(XElement picture, string caption) =>
        Html.Tag("figure", Html.Tag("div", picture), Html.Tag("figcaption", caption));

    /// <summary>Each drawing names its letters and clips alone; in one page they would take those of another.</summary>
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
