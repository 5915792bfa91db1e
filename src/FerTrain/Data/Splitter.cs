using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Splits rows into train, val and test.</summary>
internal static class Splitter
{
    public static DataSplit Split(FaceSet faces, int[] rows, DataConfig config) => config.Split switch
    {
        SplitMethod.Usage => ByUsage(faces, rows),
        SplitMethod.Sequential => ByFractions(rows, config.Fractions),
        SplitMethod.Random when config.Stratify => Stratified(faces, rows, config),
        SplitMethod.Random => ByFractions(Shuffled(rows, new Seeds(config.Seed).Stream("split")), config.Fractions),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Split, "No such split rule."),
    };

    private static DataSplit ByUsage(FaceSet faces, int[] rows)
    {
        int[] Rows(Usage usage) => [.. rows.Where(row => faces.Usages[row] == usage)];
        return new([.. Rows(Usage.Training)], [.. Rows(Usage.PublicTest)], [.. Rows(Usage.PrivateTest)]);
    }

    private static DataSplit Stratified(FaceSet faces, int[] rows, DataConfig config)
    {
        var random = new Seeds(config.Seed).Stream("split");
        var classes = rows.GroupBy(row => faces.Labels[row]).OrderBy(group => group.Key)
            .Select(group => ByFractions(Shuffled([.. group], random), config.Fractions)).ToArray();
        int[] Joined(Func<DataSplit, IEnumerable<int>> part) => Shuffled([.. classes.SelectMany(part)], random);
        return new([.. Joined(c => c.Train)], [.. Joined(c => c.Val)], [.. Joined(c => c.Test)]);
    }

    /// <summary>Rounds each boundary down, so a last fraction of 0.2 takes the same rows as scikit-learn's test_size=0.2.</summary>
    private static DataSplit ByFractions(int[] rows, IReadOnlyList<double> fractions)
    {
        // 1 - 0.1 can be slightly too small in binary; the epsilon corrects such a boundary.
        int Boundary(double fraction) => Math.Min(rows.Length, (int)Math.Floor(fraction * rows.Length + 1e-6));
        var train = Boundary(fractions[0]);
        var val = Math.Max(train, Boundary(1 - fractions[2])); // fractions may sum to slightly more than 1
        return new([.. rows[..train]], [.. rows[train..val]], [.. rows[val..]]);
    }

    private static int[] Shuffled(int[] rows, RandomStream random)
    {
        int[] shuffled = [.. rows];
        random.Shuffle(shuffled.AsSpan());
        return shuffled;
    }
}

/// <summary>Holds the row numbers of the three splits; an oversampled row occurs several times.</summary>
public sealed record DataSplit(ImmutableArray<int> Train, ImmutableArray<int> Val, ImmutableArray<int> Test)
{
    public ImmutableArray<int> Rows(SplitName split) => split switch
    {
        SplitName.Train => Train,
        SplitName.Val => Val,
        SplitName.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(split), split, "No such split."),
    };

    /// <summary>Returns the split, or val if the split has no rows.</summary>
    public SplitName OrVal(SplitName split) => Rows(split).IsEmpty ? SplitName.Val : split;

    /// <summary>Returns the rows of a split that must not be empty.</summary>
    /// <exception cref="UserError">The split has no rows.</exception>
    public ImmutableArray<int> NonEmptyRows(SplitName split) => Rows(split) is { IsEmpty: false } rows
        ? rows
        : throw new UserError($"The data has no {EnumName.Of(split)} rows. Expected: other values of data.split and data.fractions; data.split=random splits all rows.");
}
