using System.Xml.Linq;
using FerTrain.Core.Errors;
using FerTrain.Figures;
using FerTrain.Models;
using FerTrain.Tests.Models;
using SkiaSharp;

namespace FerTrain.Tests.Figures;

[Collection(TestCollections.Libtorch)]
public sealed class ArchitectureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => ModelRegistryTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_layer_of_the_table_is_in_one_box_and_the_totals_are_equal(string name)
    {
        var (table, layout, svg) = Drawn(name);

        layout.Boxes.SelectMany(box => box.Layers).Select(layer => layer.Name).Prepend(ModelGraph.Input).Order().ShouldBe(table.Layers.Select(row => row.Name).Order());
        var told = svg.Descendants(Svg + "title").SelectMany(title => title.Value.Split('\n')).ToArray();
        told.Select(line => line[..line.IndexOfAny([' ', ':'])]).Order().ShouldBe(table.Layers.Select(row => row.Name).Order());
        table.Layers.Sum(row => row.Parameters).ShouldBe(table.Total);
        Texts(svg).Last().ShouldBe(FormattableString.Invariant($"{table.Total:N0} parameters: {table.Trainable:N0} trainable, {table.NonTrainable:N0} not"));
        Texts(svg).Where(text => text.EndsWith("parameters", StringComparison.Ordinal) || text.EndsWith("frozen", StringComparison.Ordinal))
            .Sum(text => long.Parse(text.Split(' ')[0].Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(table.Total);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_box_overlaps_another_no_text_leaves_its_box_and_all_lie_on_the_paper(string name)
    {
        var (_, layout, svg) = Drawn(name);
        var paper = SKRect.Create(layout.Width, layout.Height);

        foreach (var (i, box) in layout.Boxes.Index())
        {
            paper.Contains(box.Area).ShouldBeTrue($"{box.Area}");
            layout.Boxes.Skip(i + 1).Where(other => other.Area.IntersectsWith(box.Area)).ShouldBeEmpty();
        }

        foreach (var (group, box) in svg.Elements(Svg + "g").Zip(layout.Boxes))
        {
            var texts = group.Elements(Svg + "text").Select(AreaOf).ToArray();
            texts.ShouldAllBe(text => box.Area.Contains(text));
            foreach (var (i, text) in texts.Index())
                texts.Skip(i + 1).Where(other => other.IntersectsWith(text)).ShouldBeEmpty();
        }

        svg.Elements(Svg + "text").Select(AreaOf).ShouldAllBe(text => paper.Contains(text));
        (layout.Height / layout.Width).ShouldBeLessThan(2.6f, "a page shows it whole");
    }

    [Theory]
    [InlineData("mini_xception")]
    [InlineData("resnet18_fer")]
    [InlineData("vgg19_transfer")]
    public void A_picture_is_as_recorded(string name) => $"{Drawn(name).Svg}\n".ShouldMatchGolden($"architecture_{name}.svg");

    [Fact]
    public void A_shortcut_leaves_the_column_above_its_sum_and_the_layers_on_it_stand_beside()
    {
        var layout = Drawn("mini_xception").Layout;

        var beside = layout.Boxes.Where(box => box.IsBeside).ToArray();
        beside.Select(box => box.Layers[0].Name).ShouldBe([.. Enumerable.Range(1, 4).Select(module => $"body.module{module}.shortcut.conv")]);
        var column = layout.Boxes.Where(box => !box.IsBeside).ToArray();
        column.Select(box => box.Area.Left).Distinct().ShouldHaveSingleItem();
        foreach (var box in beside)
        {
            box.Area.Left.ShouldBeGreaterThan(column[0].Area.Right);
            var module = box.Layers[0].Name[..("body.module1".Length)];
            var own = column.Where(other => other.Layers.Any(layer => layer.Name.StartsWith(module, StringComparison.Ordinal))).ToArray();
            (box.Area.Top > own[0].Area.Top && box.Area.Bottom < own[^1].Area.Bottom).ShouldBeTrue();
        }
    }

    [Fact]
    public void Layers_that_repeat_are_one_box_with_the_sum_of_their_parameters()
    {
        var texts = Texts(Drawn("vgg19").Svg).ToArray();
        texts.Count(text => text == "4 ×").ShouldBe(3);
        texts.ShouldContain("trunk.conv9, relu9 … conv12, relu12");
        texts.ShouldContain("8,259,584 parameters");
    }

    [Fact]
    public void A_png_has_twice_the_pixels_and_the_same_boxes()
    {
        var (_, layout, _) = Drawn("mlp");
        using var image = SKBitmap.Decode(layout.Draw().ToPng());
        (image.Width, image.Height).ShouldBe(((int)(2 * layout.Width), (int)(2 * layout.Height)));
        foreach (var box in layout.Boxes)
            image.GetPixel((int)(2 * box.Area.Left + 4), (int)(2 * box.Area.MidY)).ShouldNotBe(SKColors.White);
        image.GetPixel(2, 2).ShouldBe(SKColors.White);
    }

    [Theory]
    [InlineData("net.pdf")]
    [InlineData("svg")]
    public void Other_formats_are_refused(string file) =>
        Should.Throw<UserError>(() => Drawing.RequireFormat(file)).Message.ShouldBe($"{file}: expected a name that ends in .svg or .png.");

    private static (LayerTable Table, ArchitectureLayout Layout, XElement Svg) Drawn(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        var graph = ModelGraph.Of(model, entry.Published());
        var table = LayerTable.Of(entry, graph, ParameterCounts.Of(model));
        var layout = ArchitectureLayout.Of(graph, table);
        return (table, layout, XElement.Parse(layout.Draw().ToSvg().ToString()));
    }

    private static IEnumerable<string> Texts(XElement svg) => svg.Descendants(Svg + "text").Select(text => text.Value);

    private static SKRect AreaOf(XElement text)
    {
        var (x, y, size) = ((float)text.Attribute("x")!, (float)text.Attribute("y")!, (float)text.Attribute("font-size")!);
        var width = FigureStyle.TextWidth(text.Value, size, text.Attribute("font-weight") is not null);
        return SKRect.Create(text.Attribute("text-anchor") is null ? x : x - width, y - 0.76f * size, width, size);
    }
}
