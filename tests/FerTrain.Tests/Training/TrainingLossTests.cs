using System.Text.Json;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Tests.Metrics;
using FerTrain.Tests.Torch;
using FerTrain.Torch;
using FerTrain.Training;
using FsCheck;
using FsCheck.Fluent;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class TrainingLossTests
{
    private const int Classes = 5;

    /// <summary>Losses, gammas and smoothings to cross with each other.</summary>
    private static readonly TrainConfig[] Configs =
    [
        .. from gamma in new[] { 0, 0.5, 1, 2.5 }
           from smoothing in new[] { 0, 0.2 }
           select new TrainConfig { Loss = gamma == 0 ? LossName.CrossEntropy : LossName.Focal, FocalGamma = gamma, LabelSmoothing = smoothing },
    ];

    [Fact]
    public void Every_loss_equals_a_naive_sum_in_double_precision() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Seed, byte Config, bool Hard, bool Weighted)>(), c =>
        {
            using var scope = NewDisposeScope();
            var config = Configs[c.Config % Configs.Length];
            var random = new Seeds(c.Seed).Stream("loss");
            var rows = 1 + random.NextInt(6);
            var logits = Tensors.RandomValues(random, rows, Classes);
            var labels = Enumerable.Range(0, rows).Select(_ => (long)random.NextInt(Classes)).ToArray();
            var softLabels = c.Hard ? OneHot(labels) : SoftLabels(random, rows);
            var weights = c.Weighted ? Enumerable.Range(0, Classes).Select(_ => (float)random.Uniform(0.1, 3)).ToArray() : null;

            using var loss = new TrainingLoss(config, weights, CPU);
            var targets = c.Hard ? tensor(labels) : tensor(softLabels, [rows, Classes], float32);
            var actual = loss.Of(tensor(logits, [rows, Classes], float32), targets).item<float>();
            var total = c.Hard && weights is not null ? labels.Sum(label => weights[label]) : rows;
            var expected = Naive(logits, softLabels, weights, config) / total;
            return Math.Abs(actual - expected) <= 1e-5 * (1 + Math.Abs(expected));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void The_gradient_of_the_focal_loss_equals_finite_differences(bool hard, bool weighted)
    {
        using var scope = NewDisposeScope();
        var random = new Seeds(3).Stream("targets");
        var targets = hard ? tensor(new long[] { 4, 0, 1 }) : tensor(SoftLabels(random, 3), [3, Classes]);
        foreach (var config in Configs.Where(c => c.Loss == LossName.Focal))
        {
            using var loss = new TrainingLoss(config, weighted ? [0.5f, 2, 1, 0.25f, 1.5f] : null, CPU);
            FiniteDifferences.ShouldEqualGradients(x => loss.Of(x[0], targets), [[3, Classes]], random);
        }
    }

    [Fact]
    public void A_focal_loss_of_gamma_0_is_cross_entropy_and_hardly_focused_it_is_near()
    {
        using var scope = NewDisposeScope();
        var random = new Seeds(5).Stream("logits");
        var (logits, labels) = (Tensors.RandomFloats(random, 4, Classes), tensor(new long[] { 0, 3, 3, 1 }));
        float Loss(LossName name, double gamma)
        {
            using var loss = new TrainingLoss(new TrainConfig { Loss = name, FocalGamma = gamma, LabelSmoothing = 0.1 }, [1, 2, 3, 4, 5], CPU);
            return loss.Of(logits, labels).item<float>();
        }

        Loss(LossName.Focal, 0).ShouldBe(Loss(LossName.CrossEntropy, 2));
        Loss(LossName.Focal, 1e-4).ShouldBe(Loss(LossName.CrossEntropy, 2), tolerance: 1e-3);
        Loss(LossName.Focal, 2).ShouldBeLessThan(Loss(LossName.Focal, 1));
    }

    [Fact]
    public void A_face_the_model_is_sure_of_has_a_finite_focal_gradient()
    {
        using var scope = NewDisposeScope();
        var logits = tensor([100f, 0, -100], [1, 3], requires_grad: true);
        using var loss = new TrainingLoss(new TrainConfig { Loss = LossName.Focal, FocalGamma = 0.5 }, null, CPU);
        loss.Of(logits, tensor(new long[] { 0 })).backward();
        logits.grad!.Values().ShouldBe([0, 0, 0], tolerance: 1e-6);
    }

    [Fact]
    public void Cross_entropy_with_smoothing_and_weights_is_that_of_PyTorch()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Training", "Goldens", "losses.json")));
        var cases = document.RootElement.GetProperty("cases").Deserialize<LossCase[]>(Golden.SnakeCase)!;
        cases.Length.ShouldBe(8);
        foreach (var golden in cases)
        {
            using var scope = NewDisposeScope();
            var classes = golden.Logits.Length / 5;
            var logits = tensor(golden.Logits, [5, classes], float32).requires_grad_();
            using var loss = new TrainingLoss(new TrainConfig { LabelSmoothing = golden.Smoothing }, golden.Weights, CPU);
            var actual = loss.Of(logits, golden.Labels is { } labels ? tensor(labels) : tensor(golden.SoftLabels!, [5, classes], float32));
            actual.backward();
            actual.item<float>().ShouldBe(golden.Loss, tolerance: 1e-6f);
            logits.grad!.Values().ShouldBe(golden.Gradient, tolerance: 1e-6);
        }
    }

    /// <summary>The gradient of Hinton's loss: T·(softmax(z/T) − teacher)/N for its part.</summary>
    [Theory, InlineData(0), InlineData(0.3), InlineData(1)]
    public void Teachers_pull_the_softened_logits_to_their_labels(double weight)
    {
        const double Temperature = 3;
        using var scope = NewDisposeScope();
        var random = new Seeds(5).Stream("teachers");
        var (logits, teachers) = (Tensors.RandomFloats(random, 4, Classes).requires_grad_(), Tensors.RandomFloats(random, 4, Classes).softmax(1));
        var labels = tensor(new long[] { 0, 1, 2, 1 });
        using var loss = new TrainingLoss(new TrainConfig(), null, CPU, new DistillConfig { Temperature = Temperature, Weight = weight });

        loss.Of(logits, labels, teachers).backward();

        var toTeachers = (logits.Over(Temperature).softmax(1) - teachers).Times(Temperature / 4.0);
        var toLabels = (logits.softmax(1) - nn.functional.one_hot(labels, Classes)).Over(4);
        logits.grad!.Values().ShouldBe(toTeachers.Times(weight).Plus(toLabels.Times(1 - weight)).Values(), tolerance: 1e-6);
    }

    [Fact]
    public void A_loss_leaves_only_itself_behind()
    {
        var before = LiveTensors.Count;
        using (NewDisposeScope())
        {
            using var loss = new TrainingLoss(Configs[^1], [1, 2, 3, 4, 5], CPU);
            var (logits, labels) = (zeros([2, Classes]), tensor(new long[] { 1, 2 }));
            var here = LiveTensors.Count;
            _ = loss.Of(logits, labels);
            LiveTensors.Count.ShouldBe(here + 1);
        }

        LiveTensors.Count.ShouldBe(before);
    }

    private static double Naive(double[] logits, double[] softLabels, float[]? weights, TrainConfig config)
    {
        double sum = 0;
        foreach (var (row, target) in logits.Chunk(Classes).Zip(softLabels.Chunk(Classes)))
        {
            var total = row.Sum(Math.Exp);
            for (var c = 0; c < Classes; c++)
            {
                var p = Math.Exp(row[c]) / total;
                var smoothed = (1 - config.LabelSmoothing) * target[c] + config.LabelSmoothing / Classes;
                sum -= (weights?[c] ?? 1) * smoothed * Math.Pow(1 - p, config.FocalGamma) * Math.Log(p);
            }
        }

        return sum;
    }

    private static double[] OneHot(long[] labels) =>
        [.. labels.SelectMany(label => Enumerable.Range(0, Classes).Select(c => c == label ? 1.0 : 0))];

    private static double[] SoftLabels(RandomStream random, int rows) =>
        [.. Enumerable.Range(0, rows).SelectMany(_ =>
        {
            double[] parts = [.. Enumerable.Range(0, Classes).Select(_ => random.NextDouble())];
            return parts.Select(part => part / parts.Sum());
        })];

    private sealed record LossCase(
        double[] Logits, long[]? Labels, double[]? SoftLabels, float[]? Weights, double Smoothing, float Loss, double[] Gradient);
}
