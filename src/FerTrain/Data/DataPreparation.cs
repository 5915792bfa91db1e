using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Config;

namespace FerTrain.Data;

/// <summary>The one way from a config to the rows that training and evaluation use.</summary>
public static class DataPreparation
{
    /// <summary>Images of a folder that differ in size get <paramref name="size"/>.</summary>
    public static PreparedData Prepare(DataConfig config, int size = FaceSet.Fer2013Size)
    {
        var warnings = new List<string>();
        return Prepare(FaceSource.Load(config, size, warnings), config, warnings);
    }

    /// <summary>As <see cref="Prepare(DataConfig, int)"/>, for faces at hand.</summary>
    public static PreparedData Prepare(FaceSet faces, DataConfig config) => Prepare(faces, config, []);

    private static PreparedData Prepare(FaceSet loaded, DataConfig config, List<string> warnings)
    {
        var ferPlus = config.Ferplus == DataConfig.NoFerplus ? null : FerPlus.Relabel(loaded, config);
        var labelled = ferPlus?.Faces ?? loaded;
        var rows = config.DropDuplicates ? Duplicates.Distinct(labelled) : Enumerable.Range(0, labelled.Count);
        if (ferPlus is not null) rows = rows.Where(row => labelled.Labels[row] != FaceSet.Unlabelled);
        var faces = ClassMerge.Apply(labelled, config.Merge);
        var seeds = new Seeds(config.Seed);
        if (config.Balance == BalanceMethod.OversampleBeforeSplit)
            rows = Oversampling.Balance([.. rows], faces.Labels, seeds.Stream("oversample"));

        var split = Splitter.Split(faces, [.. rows], config);
        if (ferPlus is not null) split = OnlyScorable(split, ferPlus.HasMajority);
        if (config.Balance == BalanceMethod.OversampleBeforeSplit)
            warnings.Add(LeakWarning(faces, split));
        if (config.Balance == BalanceMethod.Oversample)
        {
            var train = Oversampling.Balance([.. split.Train], faces.Labels, seeds.Stream("oversample"));
            seeds.Stream("oversample order").Shuffle(train.AsSpan()); // or a limit would cut off the repeats alone
            split = split with { Train = [.. train] };
        }

        return new PreparedData(faces, config.Limit > 0 ? Limit(split, config.Limit) : split, warnings);
    }

    private static DataSplit OnlyScorable(DataSplit split, bool[] hasMajority) =>
        split with { Val = [.. split.Val.Where(row => hasMajority[row])], Test = [.. split.Test.Where(row => hasMajority[row])] };

    private static DataSplit Limit(DataSplit split, int rows) =>
        new([.. split.Train.Take(rows)], [.. split.Val.Take(rows)], [.. split.Test.Take(rows)]);

    private static string LeakWarning(FaceSet faces, DataSplit split)
    {
        var (part, rows) = split.Test.IsEmpty ? ("val", split.Val) : ("test", split.Test);
        var leaked = Leaks.Flag(faces, rows, split.Train).Count(isLeak => isLeak);
        var repeated = rows.Length - rows.Distinct().Count();
        return string.Create(CultureInfo.InvariantCulture, $"balance=oversample_before_split: {leaked:N0} of {rows.Length:N0} ")
            + $"{part} faces are also training faces, so the {part} score is not one on unseen faces; "
            + string.Create(CultureInfo.InvariantCulture, $"{repeated:N0} repeat another, so its error is too small.");
    }
}
