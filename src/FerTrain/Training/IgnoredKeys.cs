using FerTrain.Core.Config;
using FerTrain.Models;

namespace FerTrain.Training;

/// <summary>The keys of a network's config that are set and change nothing, because of the value of another key.</summary>
internal static class IgnoredKeys
{
    private static readonly string[] Warps = ["augment.rotation", "augment.shift", "augment.shear", "augment.zoom"];

    private static readonly Rule[] Rules =
    [
        new(Warps, ["augment.probability"], config => IsWarped(config.Augment)),
        new(Warps, ["augment.fill"], config => IsWarped(config.Augment) || config.Augment.ResizedCrop < 1),
        new("augment.fill", ["augment.fill_value"], config => config.Augment.Fill == FillMode.Constant || config.Augment.RandomErasing > 0),
        new("model.name", ConfigKeys.PathsOf("classic"), config => !config.TrainsInEpochs),
        new("model.name", ["model.l2"], config => config.Model.L2 == 0 || RegularizesKernels(config)),
        new("data.source", ["data.synthetic_count"], config => config.Data.Source == DataSource.Synthetic),
        new("optimizer.name", ["optimizer.beta1", "optimizer.beta2"], config => config.Optimizer.Name is OptimizerName.Adam or OptimizerName.Adamw),
        new("optimizer.name", ["optimizer.eps"], config => config.Optimizer.Name != OptimizerName.Sgd),
        new("optimizer.name", ["optimizer.momentum"], config => config.Optimizer.Name is OptimizerName.Sgd or OptimizerName.Rmsprop),
        new("optimizer.name", ["optimizer.nesterov"], config => config.Optimizer.Name == OptimizerName.Sgd),
        new("optimizer.name", ["optimizer.alpha"], config => config.Optimizer.Name == OptimizerName.Rmsprop),
        new("scheduler.name", ["scheduler.warmup_epochs"], config => config.Scheduler.Name != SchedulerName.OneCycle),
        new("scheduler.name", ["scheduler.monitor", "scheduler.patience", "scheduler.min_delta", "scheduler.cooldown"], config => config.Scheduler.Name == SchedulerName.Plateau),
        new("scheduler.name", ["scheduler.factor"], config => config.Scheduler.Name is SchedulerName.Plateau or SchedulerName.Step or SchedulerName.Exponential),
        new("scheduler.name", ["scheduler.min_lr"], config => config.Scheduler.Name != SchedulerName.Constant),
        new("scheduler.name", ["scheduler.step_size"], config => config.Scheduler.Name == SchedulerName.Step),
        new("scheduler.name", ["scheduler.power"], config => config.Scheduler.Name == SchedulerName.Polynomial),
        new("scheduler.name", ["scheduler.pct_start", "scheduler.div_factor"], config => config.Scheduler.Name == SchedulerName.OneCycle),
        new("train.loss", ["train.focal_gamma"], config => config.Train.Loss == LossName.Focal),
        new("distill.teachers", ["distill.consistent", "distill.temperature", "distill.weight"], config => config.Distill.Teachers.Count > 0),
        new("early_stopping.patience", ["early_stopping.monitor", "early_stopping.min_delta", "early_stopping.restore_best"], config => config.EarlyStopping.Patience > 0),
    ];

    /// <summary>Says of each such key what it is set to and why nothing reads it.</summary>
    public static IEnumerable<string> Of(RunConfig config) =>
        from set in ConfigKeys.Differences([config, new RunConfig()])
        from rule in Rules
        where rule.Keys.Contains(set.Key) && !rule.AreRead(config)
        select $"{set.Key}={set.Values[0]} changes nothing with {string.Join(' ', rule.Causes.Select(key => $"{key}={ConfigKeys.Find(key)!.Text(config)}"))}.";

    private static bool IsWarped(AugmentConfig augment) => augment is not { Rotation: 0, Shift: 0, Shear: 0, Zoom: 0 };

    private static bool RegularizesKernels(RunConfig config)
    {
        if (ModelRegistry.Find(config.Model.Name) is not NetworkEntry network) return true; // a baseline's config cannot set it
        using var published = network.Create(network.Published());
        return published.RegularizedKernels.Any();
    }

    /// <summary>The keys whose values decide, the keys that they decide about, and when these are read.</summary>
    private sealed record Rule(IReadOnlyList<string> Causes, IReadOnlyList<string> Keys, Func<RunConfig, bool> AreRead)
    {
        public Rule(string cause, IReadOnlyList<string> keys, Func<RunConfig, bool> areRead) : this([cause], keys, areRead) { }
    }
}
