using System.Collections.Immutable;
using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Splits rows into train, val and test.</summary>
internal static class Splitter
{
    public static DataSplit Split(FaceSet faces, int[] rows, DataConfig config) => config.Split switch
    {
        SplitMethod.Usage => WithValidation(faces, ByUsage(faces, rows), config),
        SplitMethod.Random => Random(rows, config, config.Stratify ? faces.Labels : null),
        SplitMethod.Holdout => Holdout(rows, config),
        SplitMethod.Sequential => Sequential(rows, config.Fractions),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Split, "No such split rule."),
    };

    private static DataSplit ByUsage(FaceSet faces, int[] rows)
    {
        int[] Rows(Usage usage) => [.. rows.Where(row => faces.Usages[row] == usage)];
        return new([.. Rows(Usage.Training)], [.. Rows(Usage.PublicTest)], [.. Rows(Usage.PrivateTest)]);
    }

    /// <summary>Takes missing validation rows from training at random, in the proportions of the classes; both keep the order of the file.</summary>
    private static DataSplit WithValidation(FaceSet faces, DataSplit split, DataConfig config)
    {
        if (config.ValFraction == 0 || !split.Val.IsEmpty) return split;
        var (train, val) = ShuffleSplit.Split([.. split.Train], config.ValFraction, checked((uint)config.Seed), faces.Labels);
        return split with { Train = [.. train.Order()], Val = [.. val.Order()] };
    }

    /// <summary>Splits off the test rows, then the validation rows from what is left, both with the same seed.</summary>
    private static DataSplit Random(int[] rows, DataConfig config, byte[]? labels)
    {
        var seed = checked((uint)config.Seed);
        var (trainSize, valSize, _) = Decimals(config.Fractions);
        var (rest, test) = ShuffleSplit.Split(rows, config.Fractions[2], seed, labels);
        var (train, val) = ShuffleSplit.Split(rest, Share(valSize, trainSize), seed, labels);
        return new([.. train], [.. val], [.. test]);
    }

    /// <summary>Splits off the validation and test rows at once; the first of them in their random order are the test rows.</summary>
    private static DataSplit Holdout(int[] rows, DataConfig config)
    {
        var (trainSize, valSize, testSize) = Decimals(config.Fractions);
        var (train, held) = ShuffleSplit.Split(rows, Share(valSize + testSize, trainSize), checked((uint)config.Seed));
        var test = held.Length - (int)Math.Ceiling(Share(valSize, testSize) * held.Length);
        return new([.. train], [.. held[test..]], [.. held[..test]]);
    }

    /// <summary>Gives the fractions as they are written: 0.08 is a tenth of 0.72 + 0.08, in binary not always.</summary>
    private static (decimal Train, decimal Val, decimal Test) Decimals(IReadOnlyList<double> fractions) =>
        ((decimal)fractions[0], (decimal)fractions[1], (decimal)fractions[2]);

    /// <summary>Computes a part's share of itself and others; the conversion by text alone gives the nearest double.</summary>
    private static double Share(decimal part, decimal others) =>
        part == 0 ? 0 : double.Parse((part / (part + others)).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Cuts the rows in file order; each boundary is rounded down.</summary>
    private static DataSplit Sequential(int[] rows, IReadOnlyList<double> fractions)
    {
        // 1 - 0.1 can be slightly too small in binary; the epsilon corrects such a boundary.
        int Boundary(double fraction) => Math.Min(rows.Length, (int)Math.Floor(fraction * rows.Length + 1e-6));
        var train = Boundary(fractions[0]);
        var val = Math.Max(train, Boundary(1 - fractions[2])); // fractions may sum to slightly more than 1
        return new([.. rows[..train]], [.. rows[train..val]], [.. rows[val..]]);
    }
}

/// <summary>Holds the row numbers of the three splits; an oversampled row occurs several times.</summary>
public sealed record DataSplit(ImmutableArray<int> Train, ImmutableArray<int> Val, ImmutableArray<int> Test)
{
    /// <summary>Counts the rows of all splits.</summary>
    internal int Count => Train.Length + Val.Length + Test.Length;

    public ImmutableArray<int> Rows(SplitName split) => split switch
    {
        SplitName.Train => Train,
        SplitName.Val => Val,
        SplitName.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "No such split."),
    };

    /// <summary>Returns the split, or val if the split has no rows.</summary>
    public SplitName OrVal(SplitName split) => Rows(split).IsEmpty ? SplitName.Val : split;

    /// <summary>Returns the splits that a config wants scored, each once: the one that counts, then the others.</summary>
    internal IReadOnlyList<SplitName> Scored(EvalConfig config) => [.. config.Splits.Prepend(config.Split).Select(OrVal).Distinct()];

    /// <summary>Returns the rows of a split that must not be empty.</summary>
    /// <exception cref="UserError">The split has no rows.</exception>
    public ImmutableArray<int> NonEmptyRows(SplitName split) => Rows(split) is { IsEmpty: false } rows
        ? rows
        : throw new UserError(
            $"The data has no {EnumName.Of(split)} rows. Expected: other values of data.split and data.fractions; data.split=random splits all rows.{(split == SplitName.Val ? " With data.split=usage, data.val_fraction=0.1 takes a tenth of the training rows." : "")}");
}
