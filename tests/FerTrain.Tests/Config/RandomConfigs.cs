using FerTrain.Core;
using FerTrain.Core.Config;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Config;

/// <summary>Valid configs of one model drawn at random, every key of them.</summary>
internal static class RandomConfigs
{
    public static Arbitrary<RunConfig> All { get; } = (
        from model in Models
        from init in Inits
        from data in Datas
        from preprocess in Preprocesses
        from augment in Augments
        from optimizer in Optimizers
        from scheduler in Schedulers
        from train in Trains
        from distill in Distills
        from stopping in Stoppings
        from checkpoint in Checkpoints
        from histograms in Flags
        from classic in Classics
        from eval in Evals
        from report in Reports
        select new RunConfig
        {
            Model = model,
            Init = init,
            Data = data,
            Preprocess = preprocess,
            Augment = augment with
            {
                Crop = preprocess.Scale == PixelScale.PerPixelMinmax ? 0 : Math.Min(augment.Crop, preprocess.Size),
                RandomCrop = augment.RandomCrop && preprocess.Crop > 0 && preprocess.Crop < preprocess.Size && augment.Crop < preprocess.Size,
            },
            Optimizer = optimizer,
            Scheduler = scheduler,
            Train = train,
            Distill = distill,
            EarlyStopping = stopping,
            Checkpoint = checkpoint,
            Tensorboard = new() { Histograms = histograms },
            Classic = classic,
            Eval = eval,
            Report = report,
        }).ToArbitrary();

    private static Gen<ModelConfig> Models =>
        from name in Texts
        from l2 in Positive
        select new ModelConfig { Name = name, L2 = l2 };

    private static Gen<InitConfig> Inits =>
        from weights in Texts
        from map in Merges
        from partial in Flags
        select new InitConfig { Weights = weights, Map = map, Partial = partial };

    private static Gen<DataConfig> Datas =>
        from path in Texts
        from source in Gen.Elements(Enum.GetValues<DataSource>())
        from split in Gen.Elements(Enum.GetValues<SplitMethod>())
        from balance in Gen.Elements(Enum.GetValues<BalanceMethod>())
        from count in Whole(70, DataConfig.MostDrawn)
        from limit in Whole(0, int.MaxValue)
        from seed in Seeds.Select(seed => seed & uint.MaxValue)
        from flags in Gen.ArrayOf(Flags, 2)
        from merge in Merges
        from classes in Gen.Elements(0, 2, 7)
        from validateOn in Gen.Elements(Enum.GetValues<ValidationFaces>())
        from fractions in Fractions
        from ferplus in Texts
        from labels in Gen.Elements(Enum.GetValues<FerPlusLabels>())
        from validation in Fraction
        from folds in Gen.OneOf(Gen.Constant(0), Gen.Choose(2, 100))
        from fold in Whole(0, 99)
        from dropped in Texts
        let validates = folds == 0 ? validateOn : ValidationFaces.Val
        select new DataConfig
        {
            Path = source == DataSource.Synthetic ? new DataConfig().Path : path,
            Source = source,
            Split = split,
            Balance = split == SplitMethod.Usage && balance == BalanceMethod.OversampleBeforeSplit ? BalanceMethod.Oversample : balance,
            SyntheticCount = count,
            Limit = limit,
            Seed = seed,
            Stratify = flags[0] && split == SplitMethod.Random,
            DropDuplicates = flags[1],
            Merge = merge,
            Classes = [.. ClassNames.Fer2013.Except(merge.Keys).Reverse().Take(classes)],
            ValidateOn = validates,
            Folds = folds,
            Fold = folds == 0 ? 0 : fold % folds,
            DropRows = dropped,
            Fractions = split == SplitMethod.Usage ? new DataConfig().Fractions : fractions,
            ValFraction = split == SplitMethod.Usage && folds == 0 ? validation / 2 : 0,
            Ferplus = ferplus,
            FerplusLabels = labels,
        };

    private static Gen<PreprocessConfig> Preprocesses =>
        from size in Whole(32, 512)
        from crop in Gen.OneOf(Gen.Constant(0), Gen.Choose(32, size))
        from channels in Gen.Elements(1, 3)
        from scale in Gen.Elements(Enum.GetValues<PixelScale>())
        select new PreprocessConfig { Size = size, Crop = crop, Channels = channels, Scale = scale };

    private static Gen<AugmentConfig> Augments =>
        from parts in Gen.ArrayOf(Fraction, 8)
        from flags in Gen.ArrayOf(Flags, 3)
        from fill in Gen.Elements(Enum.GetValues<FillMode>())
        from alphas in Gen.ArrayOf(Positive.Select(alpha => Math.Max(alpha, 1e-3)), 2)
        from repeats in Whole(1, 100)
        from validation in Flags
        from crop in Gen.OneOf(Gen.Constant(0), Gen.Choose(32, 512))
        select new AugmentConfig
        {
            Repeats = repeats,
            Validation = validation,
            Crop = crop,
            Probability = parts[1],
            Rotation = 180 * parts[0],
            Shift = parts[1],
            Shear = 90 * parts[2],
            Zoom = parts[3],
            HorizontalFlip = flags[0],
            VerticalFlip = flags[1],
            Fill = fill,
            FillValue = 255 * parts[4],
            RandomCrop = flags[2],
            ResizedCrop = 1 - parts[5],
            RandomErasing = parts[6],
            Brightness = parts[7],
            Contrast = parts[0],
            Mixup = alphas[0],
            Cutmix = alphas[1],
        };

    private static Gen<OptimizerConfig> Optimizers =>
        from name in Gen.Elements(Enum.GetValues<OptimizerName>())
        from numbers in Gen.ArrayOf(Positive, 3)
        from fractions in Gen.ArrayOf(Fraction, 4)
        from nesterov in Flags
        select new OptimizerConfig
        {
            Name = name,
            Lr = numbers[0],
            Eps = numbers[1],
            WeightDecay = numbers[2],
            Beta1 = fractions[0],
            Beta2 = fractions[1],
            Alpha = fractions[2],
            Momentum = fractions[3],
            Nesterov = nesterov && fractions[3] > 0,
        };

    private static Gen<SchedulerConfig> Schedulers =>
        from name in Gen.Elements(Enum.GetValues<SchedulerName>())
        from monitor in Monitors
        from fractions in Gen.ArrayOf(Fraction.Where(f => f > 0), 2)
        from counts in Gen.ArrayOf(Whole(1, int.MaxValue), 3)
        from numbers in Gen.ArrayOf(Positive, 4)
        from divisor in Whole(1, int.MaxValue)
        select new SchedulerConfig
        {
            Name = name,
            Monitor = monitor,
            Factor = fractions[0],
            PctStart = fractions[1],
            Patience = counts[0],
            Cooldown = counts[1],
            StepSize = counts[2],
            MinDelta = numbers[0],
            MinLr = numbers[1],
            WarmupEpochs = numbers[2],
            Power = numbers[3],
            DivFactor = divisor,
        };

    private static Gen<TrainConfig> Trains =>
        from counts in Gen.ArrayOf(Whole(1, int.MaxValue), 4)
        from seed in Seeds
        from precision in Gen.Elements(Enum.GetValues<Precision>())
        from loss in Gen.Elements(Enum.GetValues<LossName>())
        from numbers in Gen.ArrayOf(Positive, 3)
        from fractions in Gen.ArrayOf(Fraction, 2)
        from frozen in Gen.ListOf(Texts)
        select new TrainConfig
        {
            Epochs = counts[0],
            BatchSize = counts[1],
            AccumulationSteps = counts[2],
            Seed = seed,
            Precision = precision,
            Loss = loss,
            FocalGamma = numbers[0],
            ClipNorm = numbers[1],
            ClipValue = numbers[2],
            LabelSmoothing = fractions[0],
            EmaDecay = seed % 2 == 0 ? fractions[1] : 0,
            SwaStart = seed % 2 == 0 ? 0 : Math.Min(counts[3], counts[0]),
            Freeze = [.. frozen],
        };

    private static Gen<DistillConfig> Distills =>
        from teachers in Gen.ListOf(Texts)
        from consistent in Flags
        from temperature in Whole(1, 100)
        from weight in Fraction
        select new DistillConfig { Teachers = [.. teachers], Consistent = consistent, Temperature = temperature, Weight = weight };

    private static Gen<CheckpointConfig> Checkpoints =>
        from monitor in Monitors
        from keep in Gen.Elements(Enum.GetValues<KeptCheckpoints>())
        from every in Whole(1, int.MaxValue)
        select new CheckpointConfig { Monitor = monitor, Keep = keep, Every = every };

    private static Gen<ClassicConfig> Classics =>
        from fraction in Fraction
        from count in Whole(1, int.MaxValue)
        from numbers in Gen.ArrayOf(Positive, 3)
        from depth in Whole(1, 25)
        from split in Whole(2, int.MaxValue)
        select new ClassicConfig
        {
            NComponents = count % 2 == 0 ? fraction : count,
            SvmC = numbers[..2],
            SvmGamma = numbers[1..],
            NNeighbors = [count, depth],
            NEstimators = count,
            MaxDepth = depth,
            MinSamplesSplit = split,
        };

    private static Gen<EvalConfig> Evals =>
        from split in Gen.Elements(Enum.GetValues<SplitName>())
        from others in Gen.SubListOf(Enum.GetValues<SplitName>())
        from tta in Gen.Elements(Enum.GetValues<TestTimeAugmentation>())
        from checkpoint in Gen.Elements(Enum.GetValues<ScoredCheckpoint>())
        from resamples in Whole(100, 100_000)
        select new EvalConfig { Split = split, Splits = [.. others], Tta = tta, Checkpoint = checkpoint, BootstrapSamples = resamples };

    private static Gen<ReportConfig> Reports =>
        from faces in Flags
        from formats in Gen.Elements<string[]>([], ["svg"], ["svg", "pdf"])
        from published in Fraction
        select new ReportConfig { Faces = faces, Formats = formats, Published = published };

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

    private static Gen<IReadOnlyList<double>> Fractions =>
        from train in Fraction.Where(f => f > 0)
        from rest in Fraction
        select (IReadOnlyList<double>)[train, (1 - train) * rest, (1 - train) * (1 - rest)];

    private static Gen<MonitoredMetric> Monitors => Gen.Elements(Enum.GetValues<MonitoredMetric>());

    private static Gen<bool> Flags => Gen.Elements(true, false);

    private static Gen<int> Whole(int low, int high) => Gen.OneOf(Gen.Choose(low, Math.Min(high, low + 20)), Gen.Choose(low, high));

    private static Gen<long> Seeds => ArbMap.Default.GeneratorFor<long>();

    private static Gen<double> Fraction => Gen.Choose(0, int.MaxValue - 1).Select(part => part / (double)int.MaxValue);

    /// <summary>Above zero, of any magnitude.</summary>
    private static Gen<double> Positive =>
        ArbMap.Default.GeneratorFor<double>().Select(Math.Abs).Where(d => d is > 0 and <= float.MaxValue);

    /// <summary>Names that YAML would take for something else, and any characters that a path could hold.</summary>
    private static Gen<string> Texts => Gen.OneOf(
        Gen.Elements("null", "~", "true", "1e-3", "a: b", "# no", "- x", "ein Käse", "\"q\"", "a\\b", " ", "a\nb\r\n", "\t\u0085\u2028\uFEFF", "😀", "...", "---", "'", "%", "@", "!x", "&a", "*a", "[", "{", "|", ">", "?"),
        ArbMap.Default.GeneratorFor<NonEmptyString>().Select(s => s.Get),
        Gen.Choose(1, 0xD7FF).Select(c => $"{(char)c}").NonEmptyListOf().Select(string.Concat));
}
