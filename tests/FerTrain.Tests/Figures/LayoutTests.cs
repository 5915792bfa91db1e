using System.Collections.Immutable;
using System.Reflection;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;
using FerTrain.Data;
using FerTrain.Figures;
using FerTrain.Tests.Architecture;
using FerTrain.Training;

namespace FerTrain.Tests.Figures;

[Collection(TestCollections.Libtorch)]
public sealed class LayoutTests
{
    private static readonly string[] FerPlus = [.. Core.ClassNames.FerPlus], LongNames = ["unpleasantly_surprised", "happily_surprised", "fearfully_disgusted"];

    private static readonly string[] SweptKeys = ["early_stopping.patience", "optimizer.lr", "train.batch_size", "augment.rotation", "train.label_smoothing"];

    private static readonly string[] PhotographNames = ["samples", "first batch", "mistakes"]; // which a page shows as they are

    private static readonly Dictionary<string, Func<Figure>> Figures = new()
    {
        ["accuracy"] = () => TrainingCurves.Accuracy(Sample.History(12), Sample.History(12)[3]),
        ["loss of one epoch"] = () => TrainingCurves.Loss(Sample.History(1), Sample.History(1)[0]),
        ["loss of many epochs"] = () => TrainingCurves.Loss(Sample.History(1500), Sample.History(1500)[999]),
        ["large loss"] = () => TrainingCurves.Loss(Large(), Large()[1]),
        ["learning rate"] = () => TrainingCurves.LearningRate(Sample.History(30)),
        ["counts"] = () => ConfusionHeatmap.Counts(Result(FerPlus, 2000)),
        ["fractions"] = () => ConfusionHeatmap.Normalized(Result(FerPlus, 40)),
        ["fractions of long names"] = () => ConfusionHeatmap.Normalized(Result(LongNames, 40)),
        ["class scores"] = () => ClassScores.Draw(Result(FerPlus, 40)),
        ["class scores of long names"] = () => ClassScores.Draw(Result(LongNames, 40)),
        ["ranks"] = () => RankOfTruth.Draw(Result(FerPlus, 40)),
        ["ranks of a model that is always right"] = () => RankOfTruth.Draw(Sample.Result(FerPlus, Sample.Predictions(8, [.. Enumerable.Range(0, 8).Select(c => (c, c, 0.9f))]))),
        ["reliability"] = () => ReliabilityDiagram.Draw("test", Predictions(8, 2000)),
        ["classes before and after balancing"] = () => ClassDistribution.OfTraining(FerPlus, new ClassBalance([12843, 9030, 4371, 4414, 3111, 819, 252, 216], [12843, 12843, 12843, 12843, 12843, 12843, 12843, 12843])),
        ["classes of a file"] = () => ClassDistribution.OfFile(SyntheticFaces.Generate(210, seed: 0)),
        ["samples"] = () => ClassSamples.Draw(SyntheticFaces.Generate(210, seed: 0), Enumerable.Range(0, 210)),
        ["first batch"] = () => TrainBatch.Draw(["surprise", "disgust", "neutral"], new BatchPreview([.. Enumerable.Repeat(new byte[48 * 48], 32)], [.. Enumerable.Repeat(new[] { 0.42f, 0.58f, 0 }, 32)], -1, 1)),
        ["mistakes"] = () => WorstMistakes.Draw("test", Predictions(7, 30), SyntheticFaces.Generate(210, seed: 0)),
        ["compared accuracy"] = () => ComparedCurves.Accuracy([.. Curves(12)]),
        ["compared accuracy by time"] = () => ComparedCurves.AccuracyByTime([.. Curves(3)]),
        ["compared loss of many runs"] = () => ComparedCurves.Loss([.. Curves(24)]),
        ["compared loss of long names"] = () => ComparedCurves.Loss([.. Curves(2).Select(curve => curve with { Name = string.Concat(Enumerable.Repeat(curve.Name, 20)) })]),
        ["compared sizes"] = () => AccuracyBySize.Draw("test", [new(0, "mini_xception", 58_423, 0.66, 0.008), new(1, "resnet18_fer", 11_170_000, 0.72, 0.0075)]),
        ["counts of many classes"] = () => ConfusionHeatmap.Counts(Result(Numbered(14), 2000)),
        ["fractions of many classes"] = () => ConfusionHeatmap.Normalized(Result(Numbered(20), 2000)),
        ["ranks among many classes"] = () => RankOfTruth.Draw(Result(Numbered(14), 2000)),
        ["settings of a sweep"] = () => ParallelCoordinates.Draw(SweptKeys, [.. Enumerable.Range(1, 6).Select(i => new ParallelLine(SweptKeys.ToImmutableSortedDictionary(key => key, key => $"{i}e-4"), 0.4 + 0.01 * i, i == 6))]),
        ["means of a swept key"] = () => MarginalMeans.Draw(
            new("optimizer.lr", [.. Enumerable.Range(0, 4).Select(i => new KeyLevel($"0.000{i + 1}036 to 0.000{i + 1}821", 1, 0.5 + 0.01 * i, 0.48, 0.55))]),
            [.. Enumerable.Range(0, 4).Select(i => ($"0.000{i + 1}036", 0.5 + 0.01 * i))]),
        ["published accuracies"] = () => PublishedAccuracies.Draw([.. Enumerable.Range(0, 5).Select(i => new PublishedAccuracy($"mini_xception_best_{i}", 0.66, 0.6 + 0.01 * i, 0.008))]),
        ["published accuracies of long names"] = () => PublishedAccuracies.Draw([.. Enumerable.Range(0, 4).Select(i => new PublishedAccuracy($"20261130_08534{i}_five_conv_oversampled", 0.66, 0.6 + 0.01 * i, 0.008))]),
        ["range test"] = () => RateFigure.Draw(new([.. Enumerable.Range(0, 60).Select(i => new RatedLoss(1e-6 * Math.Pow(10, i / 10.0), 2 + 0.1 * (i % 3), 2 - 0.02 * i))])),
        ["settings by epoch"] = () => SettingCurves.Draw([.. Enumerable.Range(1, 4).Select(i => new SettingCurve(i, [.. Enumerable.Range(0, 10).Select(epoch => 0.3 + 0.01 * i * epoch)], i == 4))]),
        ["expressions of a video"] = () => ExpressionCurves.Draw("holidays_in_the_mountains.mp4", FerPlus, [.. Enumerable.Range(0, 50).Select(i => new ExpressionMoment(i / 10.0, i % 9 == 0 ? null : [.. Enumerable.Repeat(0.125f, 8)]))]),
        ["compared classes"] = () => ClassScores.DrawRuns("F1 by class", FerPlus, [.. Enumerable.Range(0, 3).Select(i => new BarSeries($"20261121_1200{i}0_run", [0.98, 0.5, 0.7, 1, 0.99, 0.2, 0, 0.6], RunPalette.ColorOf(i)))]),
    };

    public static TheoryData<string> Names => [.. Figures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_text_is_clipped_or_lies_on_another_in_a_file_or_on_a_page(string name)
    {
        using var figure = Figures[name]();
        foreach (var fraction in PhotographNames.Contains(name) ? [1] : (double[])[1, Figure.PageScale])
        {
            var texts = DrawnText.Of(figure.ToSvg(fraction));
            texts.ShouldNotBeEmpty();
            texts.ShouldAllBe(text => text.IsOnPaper);
            var touching = texts.SelectMany((text, i) => texts.Skip(i + 1).Where(text.Touches).Select(other => $"{text} and {other}"));
            touching.ShouldBeEmpty($"{fraction}");
        }
    }

    [Fact]
    public void Every_figure_is_among_them()
    {
        var own = File.ReadAllText(Path.Combine(Repository.Root, "tests", "FerTrain.Tests", "Figures", "LayoutTests.cs"));
        (from type in typeof(Figure).Assembly.GetTypes()
         where type.Namespace == typeof(Figure).Namespace
         from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly)
         where method.ReturnType == typeof(Figure) && !own.Contains($"{type.Name}.{method.Name}(", StringComparison.Ordinal)
         select $"{type.Name}.{method.Name}").ShouldBeEmpty();
    }

    [Fact]
    public void A_legend_of_more_lines_makes_the_figure_higher_and_leaves_the_data_their_room()
    {
        using var few = ComparedCurves.Loss([.. Curves(2)]);
        using var many = ComparedCurves.Loss([.. Curves(24)]);
        many.Height.ShouldBeGreaterThan(few.Height + 50);
        Math.Abs(DataHeight(many) - DataHeight(few)).ShouldBeLessThan(2);
    }

    [Fact]
    public void A_name_wider_than_a_line_keeps_its_ends()
    {
        using var figure = ComparedCurves.Loss([.. Curves(1).Select(curve => curve with { Name = $"begin{new string('m', 200)}end" })]);
        DrawnText.Of(figure.ToSvg()).Single(text => text.Text.StartsWith("begin", StringComparison.Ordinal)).Text.ShouldMatch("^beginm+…m+end$");
    }

    [Fact]
    public void The_label_of_a_colour_bar_stands_clear_of_its_numbers()
    {
        using var figure = ConfusionHeatmap.Normalized(Result(FerPlus, 40));
        var texts = DrawnText.Of(figure.ToSvg());
        var label = texts.Single(text => text.Text == "fraction of the true class").Corners.Min(corner => corner.X);
        (label - texts.Single(text => text.Text == "100 %").Corners.Max(corner => corner.X)).ShouldBeInRange(4, 16);
    }

    private static float DataHeight(Figure figure)
    {
        _ = figure.ToPng();
        return figure.Plot.RenderManager.LastRender.DataRect.Height;
    }

    private static EpochMetrics[] Large() => [.. Sample.History(3).Select(epoch => epoch with { ValLoss = 123_456.7 / epoch.Epoch })];

    private static string[] Numbered(int classes) => [.. Enumerable.Range(1, classes).Select(number => $"class_{number}")];

    private static EvaluationResult Result(string[] names, int rowsPerClass) => Sample.Result(names, Predictions(names.Length, rowsPerClass));

    /// <summary>Of each class, from none wrong to all, with every probability.</summary>
    private static Predictions Predictions(int classes, int rows) => Sample.Predictions(classes,
        [.. Enumerable.Range(0, classes * rows).Select(i => (i % classes, i / classes * classes < i % classes * rows ? (i + 1) % classes : i % classes, (i % 97 + 2) / 100f))]);

    private static IEnumerable<ComparedCurve> Curves(int runs) =>
        Enumerable.Range(0, runs).Select(i => new ComparedCurve(i, $"mini_xception_seed_{i}", Sample.History(9), Sample.History(9)[i % 9]));
}
