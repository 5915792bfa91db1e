using ScottPlot;
using SkiaSharp;

namespace FerTrain.Figures;

/// <summary>DejaVu Sans, which comes with FerTrain: a figure has the same text and layout on every machine, also on one without any font.</summary>
internal sealed class ShippedFont : IFontResolver
{
    public const string Family = "DejaVu Sans";

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName == Family && slant == FontSlant.Upright ? Read(weight >= FontWeight.SemiBold ? "DejaVuSans-Bold" : "DejaVuSans") : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, italic ? FontSlant.Italic : FontSlant.Upright, FontSpacing.Normal);

    private static SKTypeface Read(string name)
    {
        var file = typeof(ShippedFont).Assembly.GetManifestResourceStream($"{typeof(ShippedFont).Namespace}.Fonts.{name}.ttf")!;
        return SKTypeface.FromStream(file); // which owns the stream
    }
}
