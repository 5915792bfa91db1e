using FsCheck;
using FsCheck.Fluent;
using ScottPlot;

namespace FerTrain.Tests.ScottPlot;

public sealed class LayoutTests
{
    // The real package's margins: 10 % of the data's extent in x and 15 % in y, half at each end.
    [Fact]
    public void Axes_without_limits_show_the_data_and_its_margins()
    {
        using var plot = new Plot();
        _ = plot.Add.ScatterLine([0, 10], [100, 200]);
        _ = plot.GetImage(300, 200);
        var limits = plot.Axes.GetLimits();
        new[] { limits.Left, limits.Right, limits.Bottom, limits.Top }.ShouldBe([-0.5, 10.5, 92.5, 207.5]);
    }

    [Fact]
    public void Limits_that_were_set_stay_and_those_of_one_point_are_a_unit_away()
    {
        using var plot = new Plot();
        _ = plot.Add.Marker(5, 7);
        plot.Axes.SetLimitsY(0, 100);
        _ = plot.GetImage(300, 200);
        var limits = plot.Axes.GetLimits();
        new[] { limits.Left, limits.Right, limits.Bottom, limits.Top }.ShouldBe([4, 6, 0, 100]);
    }

    [Fact]
    public void A_plot_without_data_shows_minus_ten_to_ten()
    {
        using var plot = new Plot();
        _ = plot.Add.Scatter([double.NaN], [double.NaN]);
        _ = plot.GetImage(300, 200);
        var limits = plot.Axes.GetLimits();
        new[] { limits.Left, limits.Right, limits.Bottom, limits.Top }.ShouldBe([-10, 10, -10, 10]);
    }

    [Fact]
    public void No_label_is_clipped_whatever_its_length_turn_and_size() =>
        Prop.ForAll(Gen.Choose(0, 40).Three().ToArbitrary(), Gen.Elements(0, 30, 45, 60, 90, -30, -45, -90).ToArbitrary(), Gen.Choose(6, 22).ToArbitrary(), (lengths, turn, size) =>
        {
            using var plot = Labelled(new string('W', lengths.Item1 / 3), new string('g', lengths.Item2), new string('j', lengths.Item3), turn, size);
            return Picture.Of(plot, 480, 400).HasCleanBorder();
        }).Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void A_turned_label_takes_room_from_the_data_area()
    {
        using var level = Labelled("surprise", "", "", 0, 12);
        using var upright = Labelled("surprise", "", "", -90, 12);
        _ = level.GetImage(400, 300);
        _ = upright.GetImage(400, 300);
        upright.LastDataRect.Height.ShouldBeLessThan(level.LastDataRect.Height - 30);
    }

    [Fact]
    public void A_fixed_layout_leaves_the_room_that_was_asked_for()
    {
        using var plot = new Plot();
        plot.Layout.Fixed(new PixelPadding(50, 20, 30, 40));
        _ = plot.GetImage(400, 300);
        var data = plot.LastDataRect;
        new[] { data.Left, data.Right, data.Top, data.Bottom }.ShouldBe([50, 380, 40, 270]);
    }

    [Fact]
    public void A_legend_beside_the_data_does_not_cover_it()
    {
        using var plot = new Plot();
        plot.Add.ScatterLine([0, 1], [0, 1]).LegendText = "validation";
        _ = plot.GetImage(400, 300);
        var alone = plot.LastDataRect.Height;
        _ = plot.ShowLegend(Edge.Bottom);
        Picture.Of(plot, 400, 300).HasCleanBorder().ShouldBeTrue();
        plot.LastDataRect.Height.ShouldBeLessThan(alone - 40);
    }

    [Fact]
    public void A_scale_of_two_draws_the_same_layout_with_twice_the_pixels()
    {
        using var plot = Labelled("surprise", "a title", "accuracy", -45, 12);
        var single = Picture.Of(plot, 300, 220);
        var area = plot.LastDataRect;
        plot.ScaleFactor = 2;
        var twice = Picture.Of(plot, 600, 440);

        Math.Abs(plot.LastDataRect.Left - area.Left).ShouldBeLessThanOrEqualTo(0.5);
        Math.Abs(plot.LastDataRect.Height - area.Height).ShouldBeLessThanOrEqualTo(1);
        var inks = new[] { single, twice }.Select(picture => picture.Where(color => color.R < 128).Count()).ToArray();
        (inks[1] / (double)inks[0]).ShouldBe(4, 0.8);
    }

    [Fact]
    public void A_picture_too_small_for_its_labels_is_drawn_without_them()
    {
        using var image = new Image(new byte[,] { { 0 } });
        using var plot = Labelled("surprise", "a title", "accuracy", -45, 12);
        _ = plot.Add.ImageRect(image, new CoordinateRect(0, 1, 0, 1));
        foreach (var size in new[] { 1, 5, 20, 60 }) Picture.Of(plot, size, size).Width.ShouldBe(size);
    }

    [Fact]
    public void The_frame_is_one_sharp_pixel_wide()
    {
        using var plot = new Plot();
        plot.Axes.SetLimits(0, 1, 0, 1);
        plot.HideGrid();
        var picture = Picture.Of(plot, 301, 203);
        var (data, middle) = (plot.LastDataRect, (int)plot.LastDataRect.CentreY + 3);
        var left = (int)data.Left;
        new[] { picture[left - 1, middle], picture[left, middle], picture[left + 1, middle] }.ShouldBe([Colors.White, Colors.Black, Colors.White]);
        picture[(int)data.Right, (int)data.Bottom].ShouldBe(Colors.Black);
    }

    private static Plot Labelled(string tick, string title, string label, int turn, float size)
    {
        var plot = new Plot();
        var bars = plot.Add.Bars([3, 1, 2]);
        bars.LegendText = label;
        plot.Title(title);
        plot.XLabel(title, size);
        plot.YLabel(label, size);
        plot.Axes.SetLimits(-0.6, 2.6, 0, 4);
        plot.Axes.Bottom.SetTicks([-0.6, 1, 2.6], [tick, "x", tick]);
        var style = plot.Axes.Bottom.TickLabelStyle;
        style.FontSize = size;
        (style.Rotation, style.Alignment) = (turn, turn < 0 ? Alignment.MiddleRight : Alignment.MiddleLeft);
        return plot;
    }
}
