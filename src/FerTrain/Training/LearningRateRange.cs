using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Training.Initialization;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>
/// A range test of the learning rate (Smith, 2017, arXiv:1506.01186): a new network trains while the rate grows from update to
/// update, here by a constant factor, until the loss blows up.
/// </summary>
internal sealed record LearningRateRange(IReadOnlyList<RatedLoss> Points)
{
    private const int Updates = 150, FirstLooks = 10;
    private const double Lowest = 1e-6, Highest = 10, Smoothing = 0.9, BlownUp = 3; // times the lowest loss

    /// <summary>The point of the lowest smoothed loss.</summary>
    public RatedLoss LowestLoss => Points.MinBy(point => point.Smoothed)!;

    /// <summary>The rate where the smoothed loss falls fastest, by the logarithm of the rate, before it is lowest.</summary>
    public double Steepest
    {
        get
        {
            const int span = 8; // updates on both sides, since neighbours differ by chance
            var end = Points.Index().First(point => point.Item == LowestLoss).Index;
            var first = Math.Min(FirstLooks + span, Math.Max(end - span, 0));
            double Change(int i) => Points[Math.Min(i + span, Points.Count - 1)].Smoothed - Points[Math.Max(i - span, 0)].Smoothed;
            return Points[Enumerable.Range(first, Math.Max(end - span - first, 1)).MinBy(Change)].Rate;
        }
    }

    /// <exception cref="UserError">The model is not trained in steps, or the loss is never finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LearningRateRange Measure(RunConfig config, PreparedData data, Device device, CancellationToken cancel)
    {
        // Weights of classes need all of their faces.
        var faces = config.Data.Balance is BalanceMethod.ClassWeights or BalanceMethod.Sampler ? data : Fewer(data, config.Train);
        using var steps = new SingleSteps(config, faces, device, InitialWeights.Read(config, data.Faces.ClassNames.Count));
        var points = new List<RatedLoss>();
        var average = 0.0;
        for (var i = 0; i < Updates; i++)
        {
            cancel.ThrowIfCancellationRequested();
            var rate = Lowest * Math.Pow(Highest / Lowest, (double)i / (Updates - 1));
            var loss = steps.Step(rate);
            if (!double.IsFinite(loss)) break;
            average = Smoothing * average + (1 - Smoothing) * loss;
            var smoothed = average / (1 - Math.Pow(Smoothing, i + 1)); // the average starts at zero, as Adam's do
            points.Add(new(rate, loss, smoothed));
            if (i >= FirstLooks && smoothed > BlownUp * points.Min(point => point.Smoothed)) break;
        }

        return points.Count > 1 ? new(points) : throw new UserError("The loss is not finite at the lowest learning rate. Expected: another model or train.clip_norm=1.");
    }

    /// <summary>Keeps as many training faces as the updates see, drawn at random: preparing an epoch of all takes longer than the test.</summary>
    private static PreparedData Fewer(PreparedData data, TrainConfig config)
    {
        int[] rows = [.. data.Split.NonEmptyRows(SplitName.Train)];
        new Seeds(config.Seed).Stream("range test").Shuffle(rows.AsSpan());
        return data with { Split = data.Split with { Train = [.. rows.Take((int)Math.Min((long)Updates * config.BatchSize * config.AccumulationSteps, rows.Length))] } };
    }
}

/// <summary>Holds the loss of an update.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Loss">The loss of its batch.</param>
/// <param name="Smoothed">The moving average of the losses so far.</param>
internal sealed record RatedLoss(double Rate, double Loss, double Smoothed);
