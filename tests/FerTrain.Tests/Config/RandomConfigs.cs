using FerTrain.Core;
using FerTrain.Core.Config;
using FsCheck;
using FsCheck.Fluent;
using Monitor = FerTrain.Core.Config.Monitor;

namespace FerTrain.Tests.Config;

/// <summary>Valid configs drawn at random, every key of them.</summary>
internal static class RandomConfigs
{
    public static Arbitrary<RunConfig> All { get; } = (
        from model in Models
        from data in Datas
        from preprocess in Preprocesses
        from augment in Augments
        from optimizer in Optimizers
        from scheduler in Schedulers
        from train in Trains
        from stopping in Stoppings
        from monitor in Monitors
        from split in Gen.Elements(Enum.GetValues<SplitName>())
        select new RunConfig
        {
            Model = model,
            Data = data,
            Preprocess = preprocess,
            Augment = augment,
            Optimizer = optimizer,
            Scheduler = scheduler,
            Train = train,
            EarlyStopping = stopping,
            Checkpoint = new() { Monitor = monitor },
            Eval = new() { Split = split },
        }).ToArbitrary();

    private static Gen<ModelConfig> Models =>
        from name in Texts
        from l2 in Positive
        select new ModelConfig { Name = name, L2 = l2 };

    private static Gen<DataConfig> Datas =>
        from path in Texts
        from source in Gen.Elements(Enum.GetValues<DataSource>())
        from split in Gen.Elements(Enum.GetValues<SplitRule>())
        from balance in Gen.Elements(Enum.GetValues<BalanceRule>())
        from count in Whole(70, int.MaxValue)
        from limit in Whole(0, int.MaxValue)
        from seed in Seeds
        from flags in Gen.ArrayOf(Flags, 2)
        from merge in Merges
        from shares in Shares
        select new DataConfig
        {
            Path = path,
            Source = source,
            Split = split,
            Balance = balance,
            SyntheticCount = count,
            Limit = limit,
            Seed = seed,
            Stratify = flags[0],
            DropDuplicates = flags[1],
            Merge = merge,
            Fractions = shares,
        };

    private static Gen<PreprocessConfig> Preprocesses =>
        from size in Whole(32, 512)
        from scale in Gen.Elements(Enum.GetValues<PixelScale>())
        select new PreprocessConfig { Size = size, Scale = scale };

    private static Gen<AugmentConfig> Augments =>
        from parts in Gen.ArrayOf(Fraction, 3)
        from flip in Flags
        select new AugmentConfig { Rotation = 180 * parts[0], Shift = parts[1], Zoom = parts[2], HorizontalFlip = flip };

    private static Gen<OptimizerConfig> Optimizers =>
        from lr in Positive
        from eps in Positive
        from betas in Gen.ArrayOf(Fraction, 2)
        select new OptimizerConfig { Lr = lr, Eps = eps, Beta1 = betas[0], Beta2 = betas[1] };

    private static Gen<SchedulerConfig> Schedulers =>
        from name in Gen.Elements(Enum.GetValues<SchedulerName>())
        from monitor in Monitors
        from factor in Fraction.Where(f => f > 0)
        from patience in Whole(1, int.MaxValue)
        from cooldown in Whole(0, int.MaxValue)
        from numbers in Gen.ArrayOf(Positive, 2)
        select new SchedulerConfig
        {
            Name = name,
            Monitor = monitor,
            Factor = factor,
            Patience = patience,
            Cooldown = cooldown,
            MinDelta = numbers[0],
            MinLr = numbers[1],
        };

    private static Gen<TrainConfig> Trains =>
        from counts in Gen.ArrayOf(Whole(1, int.MaxValue), 2)
        from seed in Seeds
        select new TrainConfig { Epochs = counts[0], BatchSize = counts[1], Seed = seed };

    private static Gen<EarlyStoppingConfig> Stoppings =>
        from monitor in Monitors
        from patience in Whole(0, int.MaxValue)
        from delta in Positive
        from restore in Flags
        select new EarlyStoppingConfig { Monitor = monitor, Patience = patience, MinDelta = delta, RestoreBest = restore };

    private static Gen<IReadOnlyDictionary<string, string>> Merges =>
        from order in Gen.Shuffle(ClassNames.Fer2013.ToArray())
        from count in Whole(0, 5)
        from target in Whole(5, 6)
        select (IReadOnlyDictionary<string, string>)order.Take(count).ToDictionary(name => name, _ => order[target]);

    private static Gen<IReadOnlyList<double>> Shares =>
        from train in Fraction.Where(f => f > 0)
        from rest in Fraction
        select (IReadOnlyList<double>)[train, (1 - train) * rest, (1 - train) * (1 - rest)];

    private static Gen<Monitor> Monitors => Gen.Elements(Enum.GetValues<Monitor>());

    private static Gen<bool> Flags => Gen.Elements(true, false);

    private static Gen<int> Whole(int low, int high) => Gen.OneOf(Gen.Choose(low, Math.Min(high, low + 20)), Gen.Choose(low, high));

    private static Gen<long> Seeds => ArbMap.Default.GeneratorFor<long>();

    private static Gen<double> Fraction => Seeds.Select(bits => (bits >>> 11) * (1.0 / (1UL << 53)));

    /// <summary>Above zero, of any magnitude.</summary>
    private static Gen<double> Positive =>
        ArbMap.Default.GeneratorFor<double>().Select(Math.Abs).Where(d => d > 0 && double.IsFinite(d));

    /// <summary>Names that YAML would take for something else, and any characters that a path could hold.</summary>
    private static Gen<string> Texts => Gen.OneOf(
        Gen.Elements("null", "~", "true", "1e-3", "a: b", "# no", "- x", "ein Käse", "\"q\"", "a\\b", " ", "a\nb\r\n", "\t\u0085\u2028\uFEFF", "😀", "...", "---", "'", "%", "@", "!x", "&a", "*a", "[", "{", "|", ">", "?"),
        ArbMap.Default.GeneratorFor<NonEmptyString>().Select(s => s.Get),
        Gen.Choose(1, 0xD7FF).Select(c => $"{(char)c}").NonEmptyListOf().Select(string.Concat));
}
