using FerTrain.Core.Config;
using FerTrain.Data;
using FerTrain.Figures;
using ScottPlot.Plottables;

namespace FerTrain.Tests.Figures;

public sealed class ClassDistributionTests
{
    // Three angry faces, one happy, and one sad that only the test split has.
    private static readonly FaceSet Faces = Tests.Data.Sample.Faces(
        (1, 0, Usage.Training), (2, 0, Usage.Training), (3, 0, Usage.Training), (4, 3, Usage.Training), (5, 4, Usage.PrivateTest));

    [Theory]
    [InlineData(BalanceMethod.None, null)]
    [InlineData(BalanceMethod.Oversample, new double[] { 3, 0, 0, 3, 0, 0, 0 })]
    [InlineData(BalanceMethod.OversampleBeforeSplit, new double[] { 3, 0, 0, 3, 0, 0, 0 })]
    [InlineData(BalanceMethod.ClassWeights, new double[] { 6 / 7.0, 6 / 7.0, 6 / 7.0, 6 / 7.0, 6 / 7.0, 6 / 7.0, 6 / 7.0 })]
    [InlineData(BalanceMethod.Sampler, new double[] { 6 / 7.0, 6 / 7.0, 6 / 7.0, 6 / 7.0, 6 / 7.0, 6 / 7.0, 6 / 7.0 })]
    public void Rows_are_counted_once_before_and_as_an_epoch_shows_them_after(BalanceMethod rule, double[]? balanced)
    {
        var balance = ClassBalance.Of(new PreparedData(Faces, new DataSplit([0, 1, 2, 3, 3, 3], [], [4]), []), rule);
        balance.Rows.ShouldBe([3, 0, 0, 1, 0, 0, 0]);
        balance.Balanced.ShouldBe(balanced);
    }

    [Fact]
    public void Bars_are_the_counts_before_and_after()
    {
        using var figure = ClassDistribution.OfTraining(Sample.Names, new ClassBalance([3000, 0, 12], [3000, 3000, 3000]));

        figure.All<BarPlot>().Select(series => series.Bars.Select(bar => bar.Value)).ShouldBe([[3000.0, 0, 12], [3000.0, 3000, 3000]]);
        figure.All<BarPlot>()[0].Bars.Select(bar => bar.Label).ShouldBe(["3,000", "0", "12"]);
        figure.Plot.Legend.ManualItems.Select(item => item.LabelText).ShouldBe(["before balancing", "after balancing"]);
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void Without_balancing_a_class_has_one_bar_in_its_own_colour_and_no_legend()
    {
        using var figure = ClassDistribution.OfTraining(Sample.Names, new ClassBalance([1, 2, 0], null));
        figure.All<BarPlot>().ShouldHaveSingleItem().Bars.Select(bar => bar.FillColor).ShouldBe(ClassPalette.Of(Sample.Names));
        figure.Plot.Legend.ManualItems.ShouldBeEmpty();
        figure.ShouldBeDrawn();
    }

    [Fact]
    public void A_files_faces_are_counted_by_usage()
    {
        using var figure = ClassDistribution.OfFile(Faces);
        figure.All<BarPlot>().Select(series => series.Bars.Select(bar => bar.Value)).ShouldBe(
            [[3.0, 0, 0, 1, 0, 0, 0], [0.0, 0, 0, 0, 0, 0, 0], [0.0, 0, 0, 0, 1, 0, 0]]);
        figure.Plot.Legend.ManualItems.Select(item => item.LabelText).ShouldBe(["Training", "PublicTest", "PrivateTest"]);
    }

    [Fact]
    public void No_faces_at_all_are_drawn_too()
    {
        using var figure = ClassDistribution.OfTraining(Sample.Names, new ClassBalance([0, 0, 0], null));
        figure.ShouldBeDrawn();
    }
}
