using System.Xml.Linq;
using FerTrain.Core.Errors;
using FerTrain.Figures;
using ScottPlot.Plottables;
using SkiaSharp;

namespace FerTrain.Tests.Figures;

[Collection(TestCollections.Alone)]
public sealed class FigureTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_figure_is_written_in_each_format_that_is_wished_for()
    {
        Curves().Save(_folder.Root, "loss", ["svg", "pdf"]);
        Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order().ShouldBe(["loss.pdf", "loss.png", "loss.svg"]);
        File.ReadAllBytes(_folder["loss.pdf"]).AsSpan().StartsWith("%PDF-"u8).ShouldBeTrue();
        System.Xml.Linq.XElement.Parse(File.ReadAllText(_folder["loss.svg"])).Name.LocalName.ShouldBe("svg");
    }

    [Fact]
    public void A_file_is_replaced_as_a_whole()
    {
        _ = _folder.Write("loss.png", "an older one");
        Curves().Save(_folder.Root, "loss", []);
        using var figure = Curves();
        File.ReadAllBytes(_folder["loss.png"]).ShouldBe(figure.ToPng());
        Directory.GetFiles(_folder.Root).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_folder_that_is_missing_is_named() =>
        Should.Throw<UserError>(() => Curves().Save(_folder["missing"], "loss", [])).Message.ShouldContain(_folder["missing"]);

    [Fact]
    public void A_figure_has_the_same_bytes_however_often_and_on_however_many_threads_it_is_drawn()
    {
        static byte[] Draw(int _)
        {
            using var figure = Curves();
            return figure.ToPng();
        }

        var alone = Draw(0);
        Enumerable.Range(0, 8).AsParallel().Select(Draw).ShouldAllBe(bytes => bytes.SequenceEqual(alone));
    }

    [Fact]
    public void Drawing_again_and_again_takes_no_more_memory()
    {
        DrawOften();
        // An image is five megabytes: one that stays would make a hundred each time.
        Enumerable.Range(0, 4).Min(_ => DrawOften()).ShouldBeLessThan(24 << 20);
    }

    [Fact]
    public void A_drawing_scales_and_names_fonts_that_any_reader_has()
    {
        using var figure = ConfusionHeatmap.Counts(Sample.Result());
        var svg = figure.ToSvg();
        ((string?)svg.Attribute("viewBox")).ShouldBe($"0 0 {figure.Width} {figure.Height}");
        svg.Attribute("height").ShouldBeNull();
        Elements(svg, "text").Select(text => (string?)text.Attribute("font-family")).Distinct().ShouldBe(["DejaVu Sans, Verdana, sans-serif"]);
        Elements(svg, "text").Count(text => text.Attribute("font-weight") is not null).ShouldBe(1, "the title");
        Elements(svg, "image").Select(image => (string?)image.Attribute("image-rendering")).Distinct().ShouldBe(["pixelated"]);
    }

    [Fact]
    public void A_cell_of_the_confusion_matrix_has_its_colour_up_to_its_edges()
    {
        using var figure = ConfusionHeatmap.Counts(Sample.Result());
        using var image = SKBitmap.Decode(figure.ToPng());
        var (heatmap, data) = (figure.All<Heatmap>().Single(), figure.Plot.RenderManager.LastRender.DataRect);
        for (var row = 0; row < 3; row++)
            for (var column = 0; column < 3; column++)
            {
                var color = heatmap.Colormap.GetColor(heatmap.Intensities[row, column] / 2);
                foreach (var (right, down) in new[] { (0.03, 0.03), (0.5, 0.1), (0.97, 0.97) })
                {
                    var (x, y) = (data.Left + (column + right) / 3 * data.Width, data.Top + (row + down) / 3 * data.Height);
                    image.GetPixel((int)(Figure.PixelRatio * x), (int)(Figure.PixelRatio * y)).ShouldBe(new SKColor(color.R, color.G, color.B));
                }
            }
    }

    [Fact]
    public void A_face_keeps_its_pixels_apart()
    {
        byte[] face = [.. Enumerable.Range(0, 48 * 48).Select(i => (byte)((i + i / 48) % 2 * 255))];
        using var figure = new FaceGrid([[new FaceTile(face)]], []).Draw("one");
        using var image = SKBitmap.Decode(figure.ToPng());
        var rect = figure.All<ImageRect>().ShouldHaveSingleItem().Rect;
        var corner = figure.Plot.GetPixel(new(rect.Left, rect.Top));
        var step = (int)(Figure.PixelRatio * rect.Width / 48);
        for (var y = 0; y < 48 * step; y++)
            for (var x = 0; x < 48 * step; x++)
                image.GetPixel((int)corner.X + x, (int)corner.Y + y).Red.ShouldBe(face[y / step * 48 + x / step], $"{x}, {y}");
    }

    private static Figure Curves() => TrainingCurves.Loss(Sample.History(5), Sample.History(5)[2]);

    private static IEnumerable<XElement> Elements(XElement svg, string name) => svg.Descendants().Where(element => element.Name.LocalName == name);

    /// <summary>Gives by how many bytes the process has grown.</summary>
    private static long DrawOften()
    {
        var before = NativeHeap.BytesInUse;
        for (var i = 0; i < 20; i++)
            using (var figure = Curves()) _ = figure.ToPng();
        return NativeHeap.BytesInUse - before;
    }
}
