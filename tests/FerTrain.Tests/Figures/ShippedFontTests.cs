using FerTrain.Figures;
using ScottPlot;
using SkiaSharp;

namespace FerTrain.Tests.Figures;

public sealed class ShippedFontTests : IDisposable
{
    private const string Fonts = "/usr/share/fonts"; // where SkiaSharp looks for a Linux machine's

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithoutFonts]
    public void A_machine_without_any_font_draws_the_same()
    {
        var drawn = WithoutFonts($"exec dotnet exec {typeof(Program).Assembly.Location} figure {_folder["accuracy.png"]}");
        drawn.ShouldBe((0, "0 fonts\n"));
        using var figure = Figure();
        File.ReadAllBytes(_folder["accuracy.png"]).ShouldBe(figure.ToPng());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_is_sans_serif_and_bold_where_it_should_be(bool bold)
    {
        using var figure = Figure();
        var typeface = ScottPlot.Fonts.GetTypeface(figure.Plot.Axes.Title.Label.FontName, bold, italic: false);
        typeface.FamilyName.ShouldBe(ShippedFont.Family);
        typeface.IsBold.ShouldBe(bold);
        "AZaz09 %±−_→ÄßéŁΩЖỆ".ShouldAllBe(letter => typeface.ContainsGlyph(letter));
    }

    [Fact]
    public void Other_fonts_are_left_to_the_machine() => new ShippedFont().CreateTypeface("Comic Sans", FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal).ShouldBeNull();

    /// <summary>The child process that draws without fonts.</summary>
    internal static void Draw(string path)
    {
        Console.Write($"{SKFontManager.Default.FontFamilies.Count(name => name != "")} fonts\n");
        using var figure = Figure();
        File.WriteAllBytes(path, figure.ToPng());
    }

    private static Figure Figure() => TrainingCurves.Accuracy(Sample.History(5), Sample.History(5)[2]);

    private static (int ExitCode, string Output) WithoutFonts(string command) =>
        ExternalProgram.Start("unshare", "--map-root-user", "--mount", "sh", "-ec", $"[ ! -d {Fonts} ] || mount -t tmpfs none {Fonts}; {command}");

    /// <summary>A test of a machine without fonts, shown as skipped where the system lets no process hide its folder of fonts.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWithoutFontsAttribute : FactAttribute
    {
        public FactWithoutFontsAttribute()
        {
            if (WithoutFonts("true").ExitCode != 0) Skip = "needs unshare and user namespaces";
        }
    }
}
