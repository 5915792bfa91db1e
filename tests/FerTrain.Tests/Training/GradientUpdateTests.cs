using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class GradientUpdateTests : IDisposable
{
    // Plain steps along the gradient, and nothing but it.
    private static readonly string[] Plain = ["train.epochs=1", "optimizer.name=sgd", "optimizer.momentum=0", "optimizer.lr=1", "model.l2=0", "scheduler.name=constant"];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Frozen normalisation is the same for every batch, so that the gradient of many images is the mean over their parts.</summary>
    [Fact]
    public void Accumulated_batches_do_what_one_batch_of_all_their_images_does()
    {
        string[] frozen = ["optimizer.lr=0.01", "model.l2=0.01", "train.freeze=['*bn*']", "train.epochs=2", "scheduler.name=cosine"];
        var parts = Weights([.. frozen, "train.batch_size=11", "train.accumulation_steps=3"]); // 168 images: the last group has 3
        var whole = Weights([.. frozen, "train.batch_size=33"]);
        parts.Zip(Start(frozen[2]), (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(1e-3);
        parts.ShouldBe(whole, 1e-5);
    }

    [Theory]
    [InlineData("train.clip_norm=0.01", double.PositiveInfinity)]
    [InlineData("train.clip_norm=0.01 train.clip_value=0.0001", 0.0001)] // by norm last: the other way round less of it were left
    public void Clipped_by_norm_the_only_step_of_an_epoch_is_that_long(string clipping, double longest)
    {
        var moved = Moved(clipping);
        Math.Sqrt(moved.Sum(distance => distance * distance)).ShouldBe(0.01, 1e-5);
        moved.Max().ShouldBeLessThan(longest);
    }

    [Fact]
    public void A_norm_below_the_limit_is_left_alone() =>
        Weights("train.batch_size=168", "train.clip_norm=1e6").ShouldBe(Weights("train.batch_size=168"));

    [Fact]
    public void Clipped_by_value_no_weight_moves_farther() => Moved("train.clip_value=0.001").Max().ShouldBe(0.001, 1e-6);

    [Theory]
    [InlineData("train.batch_size=168", "train.batch_size=2147483647")]
    [InlineData("train.accumulation_steps=16", "train.accumulation_steps=2147483647")]
    public void The_largest_numbers_mean_all_images_and_all_batches(string all, string largest) =>
        Weights(largest, "scheduler.name=cosine", "train.epochs=2").ShouldBe(Weights(all, "scheduler.name=cosine", "train.epochs=2"));

    private double[] Moved(string clipping) =>
        [.. Weights(["train.batch_size=168", .. clipping.Split(' ')]).Zip(Start(), (a, b) => Math.Abs(a - b))];

    /// <summary>Trained weights after a rate too small to change anything.</summary>
    private double[] Start(params string[] overrides) => Weights([.. overrides, "train.batch_size=168", "optimizer.lr=1e-30"]);

    private double[] Weights(params string[] overrides)
    {
        var run = SmallRun.Directory(_folder, "run");
        SmallRun.Train(SmallRun.Config([.. Plain, .. overrides]), run);
        var training = SmallRun.Read(run.LastCheckpoint);
        var weights = new CheckpointMap(training.Map("model_state"), run.Root);
        return
        [
            .. training.Map("training").Map("optimizer").Map("state").Keys
                .SelectMany(name => Floats(weights.Tensor((string)name))).Select(value => (double)value),
        ];
    }

    private static float[] Floats(StoredTensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.Bytes.Span).ToArray();
}
