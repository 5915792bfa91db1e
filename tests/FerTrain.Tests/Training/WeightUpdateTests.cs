using FerTrain.Models;
using FerTrain.Tests.TorchSharpTests;
using static TorchSharp.torch;

namespace FerTrain.Tests.Training;

public sealed class WeightUpdateTests
{
    // The first updates of a training are never repetitions.
    private const int WarmUps = 3;

    public static TheoryData<string> Kits =>
    [
        "optimizer.name=adam",
        "optimizer.name=adamw optimizer.weight_decay=0.1 train.ema=0.9",
        "optimizer.name=sgd optimizer.nesterov=true optimizer.weight_decay=0.001 train.clip_norm=0.5",
        "optimizer.name=rmsprop train.clip_value=0.1",
        "train.accumulate=2 train.label_smoothing=0.1",
        "train.loss=focal model.l2=0.01",
        "train.precision=bfloat16",
        "augment.mixup=0.5 augment.cutmix=1",
        "augment.erasing=0.5 augment.brightness=0.2 augment.contrast=0.2 augment.resized_crop=0.8 preprocess.crop=40 augment.random_crop=true",
        "augment.rotation=0 augment.shift=0 augment.horizontal_flip=true augment.vertical_flip=true",
        "preprocess.scale=standardize augment.zoom=0.1 augment.shear=5 augment.fill=wrap",
        "preprocess.size=64 augment.fill=reflect model.name=tiny_xception",
    ];

    public static TheoryData<string> Models => [.. ModelRegistry.All.Select(entry => entry.Name)];

    [Theory, MemberData(nameof(Kits))]
    public void Repeated_on_the_same_memory_updates_do_what_each_by_itself_does(string overrides)
    {
        var config = SmallRun.Config(overrides.Split(' '));
        using var each = new UpdatedModel(config, record: false);
        using var repeated = new UpdatedModel(config, record: true);

        for (var epoch = 1; epoch <= 2; epoch++) // the last update of both has fewer faces
            repeated.Train(epoch, int.MaxValue).ShouldBe(each.Train(epoch, int.MaxValue));

        foreach (var (name, weights) in each.State.Validated.state_dict())
            repeated.State.Validated.state_dict()[name].Values().ShouldBe(weights.Values(), name);
    }

    /// <summary>A GPU could not record it otherwise, and would have to be waited for.</summary>
    [Theory, MemberData(nameof(Models))]
    public void No_update_of_any_model_reads_what_it_computes(string model)
    {
        using var scope = NewDisposeScope();
        var entry = ModelRegistry.Find(model);
        string[] size = entry.Total > 10_000_000 ? ["train.batch_size=2"] : ["train.batch_size=4"];
        using var trained = new UpdatedModel(
            SmallRun.Config([.. size, $"model.name={model}", $"preprocess.channels={entry.Channels}", "model.l2=0.01", "train.ema=0.9", "data.synthetic_count=70"]), record: true);

        trained.Train(epoch: 1, WarmUps + 1).ShouldAllBe(result => float.IsFinite(result.Loss));
    }
}
