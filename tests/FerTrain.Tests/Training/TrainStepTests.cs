using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Models;
using FerTrain.Tests.Torch;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class TrainStepTests
{
    public static TheoryData<string> Kits =>
    [
        "optimizer.name=adam",
        "optimizer.name=adamw optimizer.weight_decay=0.1 train.ema_decay=0.9",
        "optimizer.name=sgd optimizer.nesterov=true optimizer.weight_decay=0.001 train.clip_norm=0.5",
        "optimizer.name=rmsprop train.clip_value=0.1",
        "train.accumulation_steps=2 train.label_smoothing=0.1",
        "train.loss=focal model.l2=0.01",
        "train.precision=bfloat16 model.name=tiny_xception",
        "augment.mixup=0.5 augment.cutmix=1",
        "augment.random_erasing=0.5 augment.brightness=0.2 augment.contrast=0.2 augment.resized_crop=0.8 preprocess.crop=40 augment.random_crop=true",
        "augment.rotation=0 augment.shift=0 augment.horizontal_flip=true augment.vertical_flip=true",
        "preprocess.scale=standardize augment.zoom=0.1 augment.shear=5 augment.fill=wrap",
        "preprocess.size=64 augment.fill=reflect model.name=tiny_xception",
    ];

    public static TheoryData<string> Models => [.. ModelRegistry.Networks.Select(entry => entry.Name)];

    [Theory, MemberData(nameof(Kits))]
    public void The_same_seed_gives_the_same_updates_with_any_part_of_the_kit(string overrides)
    {
        var config = SmallRun.Config([.. overrides.Split(' '), "data.synthetic_count=70"]); // 56 training faces in 5 batches of 11 and an odd one of 1
        using var first = new UpdatedModel(config);
        var trained = first.Train(epoch: 1, int.MaxValue);
        using var second = new UpdatedModel(config);

        var again = second.Train(epoch: 1, int.MaxValue);

        again.Losses.ShouldBe(trained.Losses);
        again.Correct.ShouldBe(trained.Correct);
        trained.Losses.Length.ShouldBe(6);
        foreach (var (name, weights) in first.State.Validated.state_dict())
            second.State.Validated.state_dict()[name].Values().ShouldBe(weights.Values(), name);
    }

    [Theory, MemberData(nameof(Models))]
    public void Every_model_updates_with_a_penalty_and_averaged_weights(string model)
    {
        using var scope = NewDisposeScope();
        var entry = ModelRegistry.Network(model);
        string[] size = entry.Total > 10_000_000 ? ["train.batch_size=2"] : ["train.batch_size=4"];
        using var trained = new UpdatedModel(
            SmallRun.Config([.. size, $"model.name={model}", $"preprocess.channels={entry.Channels}", "model.l2=0.01", "train.ema_decay=0.9", "data.synthetic_count=70"]));

        trained.Train(epoch: 1, updates: 2).Losses.Length.ShouldBe(2); // reading them refuses what is not finite
        trained.State.Model.parameters().Zip(trained.State.Validated.parameters()).ShouldContain(pair => pair.First.ne(pair.Second).any().item<bool>());
    }

    [Fact]
    public void What_only_a_GPU_computes_is_refused_on_the_CPU() =>
        Should.Throw<UserError>(() => TrainStep.RequirePrecision(Precision.Tf32, CPU)).Message
            .ShouldBe("train.precision: tf32 is for a GPU, got the device cpu, which accepts float32 and bfloat16.");
}
