using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Figures;
using ScottPlot;
using ScottPlot.Plottables;

namespace FerTrain.Tests.Figures;

/// <summary>Made-up results, and what a figure shows of them.</summary>
internal static class Sample
{
    public static readonly string[] Names = ["angry", "happy", "sad"];

    /// <summary>Accuracies and losses that follow from the epoch's number.</summary>
    public static EpochMetrics[] History(int epochs) =>
    [
        .. Enumerable.Range(1, epochs).Select(epoch => new EpochMetrics
        {
            Epoch = epoch,
            LearningRate = 0.01 / epoch,
            TrainLoss = 2.0 / epoch,
            TrainAccuracy = 1 - 0.8 / epoch,
            ValLoss = 2.2 / epoch,
            ValAccuracy = 0.9 - 0.8 / epoch,
            Seconds = 25,
            ImagesPerSecond = 1000,
            Step = 449 * epoch,
        }),
    ];

    /// <summary>One row a label; the predicted class has the given probability, the others share the rest.</summary>
    public static Predictions Predictions(int classes, params (int Label, int Predicted, float Probability)[] rows) => new(
        classes,
        [.. rows.Select((_, i) => i)],
        [.. rows.Select(row => row.Label)],
        [.. rows.SelectMany(row => Enumerable.Range(0, classes).Select(c => c == row.Predicted ? row.Probability : (1 - row.Probability) / (classes - 1)))]);

    public static EvaluationResult Result(IReadOnlyList<string> names, Predictions predictions) => EvaluationResult.Of(new ScoredSplit
    {
        Members = [new MemberResult("best.pt", 0.5)],
        Split = SplitName.Test,
        ClassNames = names,
        Predictions = predictions,
        Resamples = 100,
    });

    /// <summary>Six rows of three classes: no happy face, and sad taken for angry once.</summary>
    public static EvaluationResult Result() => Result(Names, SixRows());

    public static Predictions SixRows() => Predictions(
        3, (0, 0, 0.9f), (0, 0, 0.8f), (0, 1, 0.6f), (2, 2, 0.7f), (2, 0, 0.95f), (2, 2, 0.5f));

    public static T[] All<T>(this Figure figure) where T : IPlottable => [.. figure.Plot.PlottableList.OfType<T>()];

    public static string[] Texts(this Figure figure) => [.. figure.All<Text>().Select(text => text.LabelText)];

    /// <summary>An axis has ticks once it is drawn.</summary>
    public static (double Position, string Label)[] Ticks(this Figure figure, Func<AxisManager, IAxis> axis)
    {
        figure.Plot.RenderInMemory(figure.Width, figure.Height);
        return [.. axis(figure.Plot.Axes).TickGenerator.Ticks.Select(tick => (tick.Position, tick.Label))];
    }

    /// <summary>Draws the figure in both forms, which must succeed whatever it shows.</summary>
    public static void ShouldBeDrawn(this Figure figure)
    {
        var png = figure.ToPng();
        Big(png, 16).ShouldBe(2 * figure.Width);
        Big(png, 20).ShouldBe(2 * figure.Height);
        figure.ToSvg().Name.LocalName.ShouldBe("svg");
    }

    /// <summary>A number of the PNG's header.</summary>
    private static int Big(byte[] png, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
}
