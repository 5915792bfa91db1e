using System.Globalization;
using System.Xml.Linq;

namespace FerTrain.Figures;

/// <summary>What ScottPlot's drawings lack in a page.</summary>
internal static class Svg
{
    private const string Fonts = $"{ShippedFont.Family}, Verdana, sans-serif"; // Verdana's letters are as wide

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
