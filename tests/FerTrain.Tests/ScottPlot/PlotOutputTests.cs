using System.Xml.Linq;
using ScottPlot;

namespace FerTrain.Tests.ScottPlot;

public sealed class PlotOutputTests
{
    [Fact]
    public void A_drawing_is_well_formed_svg_of_the_size_asked_for()
    {
        using var plot = Sample();
        var svg = XDocument.Parse(plot.GetSvgXml(320, 240)).Root!;
        svg.Name.LocalName.ShouldBe("svg");
        ((string?)svg.Attribute("viewBox")).ShouldBe("0 0 320 240");
        svg.Descendants().Count(element => element.Name.LocalName == "use").ShouldBeGreaterThan(20, "letters");
    }

    [Fact]
    public void Files_hold_what_was_drawn()
    {
        using var folder = new TempFolder();
        using var plot = Sample();
        var png = plot.SavePng(folder["plot.png"], 320, 240);
        _ = plot.SaveSvg(folder["plot.svg"], 320, 240);

        png.Path.ShouldBe(folder["plot.png"]);
        png.FileSize.ShouldBe((int)new FileInfo(folder["plot.png"]).Length);
        File.ReadAllBytes(folder["plot.png"]).ShouldBe(plot.GetImageBytes(320, 240, ImageFormat.Png));
        File.ReadAllText(folder["plot.svg"]).ShouldContain("</svg>");
    }

    [Fact]
    public void A_file_in_a_missing_folder_is_an_error_that_names_it()
    {
        using var folder = new TempFolder();
        using var plot = Sample();
        var path = Path.Combine(folder.Root, "missing", "plot.png");
        Should.Throw<IOException>(() => plot.SavePng(path, 100, 100)).Message.ShouldContain(path);
        Should.Throw<IOException>(() => plot.SaveSvg(path, 100, 100)).Message.ShouldContain(path);
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(100, 0)]
    public void A_picture_without_pixels_is_refused(int width, int height)
    {
        using var plot = new Plot();
        Should.Throw<ArgumentException>(() => plot.GetImageBytes(width, height, ImageFormat.Png));
    }

    [Fact]
    public void A_picture_too_large_for_cairo_says_so()
    {
        using var plot = new Plot();
        Should.Throw<InvalidOperationException>(() => plot.GetImageBytes(40_000, 10, ImageFormat.Png)).Message.ShouldContain("cairo");
    }

    [Fact]
    public void A_format_that_cairo_does_not_write_is_refused()
    {
        using var plot = new Plot();
        Should.Throw<NotSupportedException>(() => plot.GetImageBytes(10, 10));
    }

    [Fact]
    public void The_same_plot_is_drawn_to_the_same_bytes_on_many_threads()
    {
        byte[] Draw(int _)
        {
            using var plot = Sample();
            return plot.GetImageBytes(200, 150, ImageFormat.Png);
        }
        var alone = Draw(0);
        Enumerable.Range(0, 16).AsParallel().Select(Draw).ShouldAllBe(bytes => bytes.SequenceEqual(alone));
    }

    [Fact]
    public void Drawing_again_and_again_takes_no_more_memory()
    {
        DrawOften();
        // A picture of 400 × 300 is half a megabyte: a leak of one surface a picture would be 70 every time, garbage not collected yet only once or twice.
        Enumerable.Range(0, 4).Min(_ => DrawOften()).ShouldBeLessThan(24 << 20);
    }

    /// <summary>Gives by how many bytes the process has grown.</summary>
    private static long DrawOften()
    {
        var before = ResidentBytes();
        for (var i = 0; i < 150; i++) DrawAll();
        return ResidentBytes() - before;
    }

    private static void DrawAll()
    {
        using var plot = Sample();
        _ = plot.GetImageBytes(400, 300, ImageFormat.Png);
        _ = plot.GetSvgXml(400, 300);
    }

    private static long ResidentBytes() =>
        long.Parse(File.ReadAllLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10;

    private static Plot Sample()
    {
        var plot = new Plot();
        plot.Title("Accuracy");
        plot.XLabel("epoch");
        plot.Add.ScatterLine([1, 2, 3, 4], [0.2, 0.5, 0.6, 0.65]).LegendText = "training";
        _ = plot.Add.Text("Gl\u00fcck \u2192 7", 2, 0.4);
        _ = plot.Add.ImageRect(new Image(new byte[,] { { 0, 128 }, { 200, 255 } }), new CoordinateRect(3, 4, 0.2, 0.4));
        _ = plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }
}
