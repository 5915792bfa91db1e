using FerTrain.Figures;
using ScottPlot;
using ScottPlot.Plottables;

namespace FerTrain.Tests.Figures;

public sealed class ConfusionHeatmapTests
{
    [Fact]
    public void Cells_are_the_counts_with_true_classes_from_the_top_down()
    {
        using var figure = ConfusionHeatmap.Counts(Sample.Result());

        figure.All<Heatmap>().ShouldHaveSingleItem().Intensities.ShouldBe(new double[,] { { 2, 1, 0 }, { 0, 0, 0 }, { 1, 0, 2 } });
        var texts = figure.All<Text>().ToDictionary(text => (text.Location.X, text.Location.Y), text => text.LabelText);
        texts.Count.ShouldBe(9);
        (texts[(0, 2)], texts[(1, 2)], texts[(0, 0)], texts[(2, 0)]).ShouldBe(("2", "1", "1", "2"));
        figure.Ticks(axes => axes.Left).ShouldBe([(2, "angry"), (1, "happy"), (0, "sad")]);
        figure.Ticks(axes => axes.Bottom).ShouldBe([(0, "angry"), (1, "happy"), (2, "sad")]);
    }

    [Fact]
    public void Normalized_cells_are_shares_of_a_row_on_a_fixed_scale()
    {
        using var figure = ConfusionHeatmap.Normalized(Sample.Result());

        var heatmap = figure.All<Heatmap>().ShouldHaveSingleItem();
        heatmap.Intensities.ShouldBe(new[,] { { 2.0 / 3, 1.0 / 3, 0 }, { 0, 0, 0 }, { 1.0 / 3, 0, 2.0 / 3 } });
        (heatmap.ManualRange!.Value.Min, heatmap.ManualRange.Value.Max).ShouldBe((0, 1));
        figure.Texts()[..3].ShouldBe(["0.67", "0.33", "0.00"]);
    }

    [Fact]
    public void Text_is_light_on_dark_cells_and_dark_on_light_ones()
    {
        using var figure = ConfusionHeatmap.Counts(Sample.Result());
        var heatmap = figure.All<Heatmap>().Single();
        foreach (var text in figure.All<Text>())
        {
            var cell = heatmap.Colormap.GetColor(heatmap.Intensities[2 - (int)text.Location.Y, (int)text.Location.X] / 2);
            Contrast(cell, text.LabelFontColor).ShouldBeGreaterThan(4.5); // what WCAG 2 asks of text
        }
    }

    [Fact]
    public void No_shade_of_the_scale_makes_text_hard_to_read()
    {
        for (var right = 0; right <= 20; right++)
        {
            var rows = Enumerable.Range(0, 20).Select(i => (0, i < right ? 0 : 1, 0.9f)).Append((1, 1, 0.9f)).ToArray();
            using var figure = ConfusionHeatmap.Normalized(Sample.Result(["a", "b"], Sample.Predictions(2, rows)));
            var fraction = right / 20.0;
            Contrast(figure.All<Heatmap>().Single().Colormap.GetColor(fraction), figure.All<Text>()[0].LabelFontColor).ShouldBeGreaterThan(4.5, $"{fraction}");
        }
    }

    [Theory]
    [InlineData(2, "a")]
    [InlineData(5, "long")]
    [InlineData(6, "an_unusually_long_name_of_class")]
    [InlineData(8, "surprise")]
    public void Any_classes_are_drawn(int classes, string stem)
    {
        string[] names = [.. Enumerable.Range(0, classes).Select(c => $"{stem}{c}")];
        var result = Sample.Result(names, Sample.Predictions(classes, (0, 1, 0.9f), (1, 1, 0.9f)));
        using var counts = ConfusionHeatmap.Counts(result);
        using var fractions = ConfusionHeatmap.Normalized(result);
        counts.ShouldBeDrawn();
        fractions.ShouldBeDrawn();
        counts.Ticks(axes => axes.Bottom).Select(tick => tick.Label).ShouldBe(names);
    }

    private static double Contrast(Color a, Color b)
    {
        var (lighter, darker) = (Math.Max(Luminance(a), Luminance(b)), Math.Min(Luminance(a), Luminance(b)));
        return (lighter + 0.05) / (darker + 0.05);
    }

    private static double Luminance(Color color) => 0.2126 * Linear(color.R) + 0.7152 * Linear(color.G) + 0.0722 * Linear(color.B);

    private static double Linear(byte part) => part <= 10 ? part / 255.0 / 12.92 : Math.Pow((part / 255.0 + 0.055) / 1.055, 2.4);
}
