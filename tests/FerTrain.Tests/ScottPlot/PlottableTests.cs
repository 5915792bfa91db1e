using FsCheck;
using FsCheck.Fluent;
using ScottPlot;

namespace FerTrain.Tests.ScottPlot;

public sealed class PlottableTests
{
    private static readonly Color Ink = new("#D55E00");

    [Fact]
    public void A_cell_of_a_heatmap_has_its_colour_in_its_middle_and_up_to_its_edges()
    {
        using var plot = new Plot();
        var heatmap = plot.Add.Heatmap(new double[,] { { 0, 1, 2 }, { 3, 4, double.NaN } });
        plot.Axes.SetLimits(-0.5, 2.5, -0.5, 1.5);
        plot.HideGrid();
        var picture = Picture.Of(plot, 400, 300);
        var data = plot.LastDataRect;

        for (var row = 0; row < 2; row++)
            for (var column = 0; column < 3; column++)
            {
                var expected = (row, column) == (1, 2) ? Colors.White : heatmap.Colormap.GetColor(heatmap.Intensities[row, column] / 4);
                foreach (var (right, down) in new[] { (0.02, 0.02), (0.5, 0.5), (0.98, 0.98) })
                {
                    var (x, y) = (data.Left + (column + right) / 3 * data.Width, data.Top + (row + down) / 2 * data.Height);
                    picture[(int)x, (int)y].ShouldBe(expected, $"row {row}, column {column}, {right:0.00} of the way across");
                }
            }
    }

    [Fact]
    public void A_range_set_by_hand_clamps_what_lies_outside()
    {
        using var plot = new Plot();
        var heatmap = plot.Add.Heatmap(new double[,] { { -5, 5 } });
        heatmap.ManualRange = new(0, 1);
        plot.HideGrid();
        var picture = Picture.Of(plot, 300, 200);
        var (y, quarter) = ((int)plot.LastDataRect.CentreY, plot.LastDataRect.Width / 4);

        picture[(int)(plot.LastDataRect.Left + quarter), y].ShouldBe(heatmap.Colormap.GetColor(0));
        picture[(int)(plot.LastDataRect.Right - quarter), y].ShouldBe(heatmap.Colormap.GetColor(1));
    }

    [Fact]
    public void Bars_are_as_high_as_their_values() =>
        Prop.ForAll(Gen.Choose(1, 1000).ArrayOf().Where(values => values.Length is > 0 and < 9).ToArbitrary(), values =>
        {
            using var plot = new Plot();
            var bars = plot.Add.Bars(Array.ConvertAll(values, value => (double)value));
            foreach (var bar in bars.Bars) (bar.FillColor, bar.LineWidth) = (Ink, 0);
            plot.Axes.SetLimits(-0.5, values.Length - 0.5, 0, 1000);
            var picture = Picture.Of(plot, 400, 300);
            var data = plot.LastDataRect;
            return values.Select((value, i) => (value, x: (int)(data.Left + (i + 0.5) / values.Length * data.Width))).All(bar =>
            {
                var height = Enumerable.Range(0, picture.Height).Count(y => picture[bar.x, y] == Ink);
                return Math.Abs(height - bar.value / 1000.0 * data.Height) <= 1.5;
            });
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void A_line_passes_through_its_points_and_a_gap_interrupts_it()
    {
        using var plot = new Plot();
        plot.Add.ScatterLine([0, 1, 2, 3, 4], [1, 1, double.NaN, 1, 1], Ink).LineWidth = 3;
        plot.Axes.SetLimits(0, 4, 0, 2);
        var picture = Picture.Of(plot, 400, 300);
        var data = plot.LastDataRect;

        bool IsDrawnAt(double x) => picture[(int)(data.Left + x / 4 * data.Width), (int)data.CentreY] == Ink;
        new[] { 0.5, 1.5, 2.5, 3.5 }.Select(IsDrawnAt).ShouldBe([true, false, false, true]);
    }

    [Fact]
    public void An_open_marker_is_a_ring_and_a_filled_one_a_disc()
    {
        using var plot = new Plot();
        plot.Add.Marker(1, 1, MarkerShape.OpenCircle, 20, Ink).MarkerLineWidth = 2;
        _ = plot.Add.Marker(3, 1, MarkerShape.FilledCircle, 20, Ink);
        plot.Axes.SetLimits(0, 4, 0, 2);
        plot.HideGrid();
        var picture = Picture.Of(plot, 400, 300);
        var data = plot.LastDataRect;

        Color At(double x, double right) => picture[(int)(data.Left + x / 4 * data.Width + right), (int)data.CentreY];
        new[] { At(1, 0), At(1, 9.5), At(3, 0), At(3, 8) }.ShouldBe([Colors.White, Ink, Ink, Ink]);
    }

    [Fact]
    public void An_image_keeps_its_pixels_apart_where_it_is_not_smoothed()
    {
        using var image = new Image(new byte[,] { { 0, 255 }, { 100, 200 } });
        using var plot = new Plot();
        plot.Add.ImageRect(image, new CoordinateRect(0, 2, 0, 2)).AntiAlias = false;
        plot.Axes.SetLimits(0, 2, 0, 2);
        plot.HideAxesAndGrid();
        var picture = Picture.Of(plot, 200, 200);

        new[] { picture[98, 98], picture[102, 98], picture[98, 102], picture[102, 102] }.Select(color => (int)color.R).ShouldBe([0, 255, 100, 200]);
    }

    [Fact]
    public void A_colour_image_keeps_its_channels()
    {
        using var image = new Image(new byte[,,] { { { 10, 20, 30 } } });
        Picture.Of(image.GetImageBytes())[0, 0].ShouldBe(new Color(10, 20, 30));
    }

    [Fact]
    public void Series_without_a_colour_take_those_of_the_real_package_in_turn()
    {
        using var plot = new Plot();
        double[] one = [1];
        new[] { plot.Add.Scatter(one, one).Color, plot.Add.Line(0, 0, 1, 1).Color, plot.Add.Scatter(one, one, Ink).Color, plot.Add.Marker(0, 0).Color }
            .ShouldBe([new("#1f77b4"), new("#ff7f0e"), Ink, new("#2ca02c")]);
    }

    [Fact]
    public void Viridis_has_the_published_ends_and_middle()
    {
        var map = new global::ScottPlot.Colormaps.Viridis();
        // matplotlib's viridis at 0, 128/255 and 1, which is where the colormap was published.
        map.GetColor(0).ShouldBe(new Color(68, 1, 84));
        map.GetColor(1).ShouldBe(new Color(253, 231, 36));
        var middle = map.GetColor(128 / 255.0);
        Math.Abs(middle.R - 33).ShouldBeLessThan(2);
        Math.Abs(middle.G - 145).ShouldBeLessThan(2);
        Math.Abs(middle.B - 140).ShouldBeLessThan(2);
    }
}
