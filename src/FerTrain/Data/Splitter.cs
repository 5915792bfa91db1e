using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Divides rows into train, val and test.</summary>
public static class Splitter
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

    /// <summary>Rounds each boundary down, so a fraction of 0.2 at the end takes the same rows as scikit-learn's test_size=0.2.</summary>
    private static DataSplit ByFractions(int[] rows, IReadOnlyList<double> fractions)
    {
        // 1 - 0.1 and the like can fall short in binary; the hair keeps such a boundary whole.
        int Boundary(double fraction) => Math.Min(rows.Length, (int)Math.Floor(fraction * rows.Length + 1e-6));
        var train = Boundary(fractions[0]);
        var val = Math.Max(train, Boundary(1 - fractions[2])); // fractions may sum to a hair above 1
        return new([.. rows[..train]], [.. rows[train..val]], [.. rows[val..]]);
    }

    private static int[] Shuffled(int[] rows, RandomStream random)
    {
        int[] shuffled = [.. rows];
        random.Shuffle(shuffled.AsSpan());
        return shuffled;
    }
}

/// <summary>Row numbers of the three parts; an oversampled row stands there several times.</summary>
public sealed record DataSplit(ImmutableArray<int> Train, ImmutableArray<int> Val, ImmutableArray<int> Test)
{
    public ImmutableArray<int> Rows(SplitName part) => part switch
    {
        SplitName.Train => Train,
        SplitName.Val => Val,
        SplitName.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(part), part, "No such part."),
    };

    /// <summary>The asked part, or val where it has no rows.</summary>
    public SplitName OrVal(SplitName part) => Rows(part).IsEmpty ? SplitName.Val : part;

    /// <summary>As <see cref="Rows"/>, where a part without rows is the user's mistake.</summary>
    public ImmutableArray<int> NonEmptyRows(SplitName part) => Rows(part) is { IsEmpty: false } rows
        ? rows
        : throw new UserError($"The data has no {EnumName.Of(part)} rows; data.split and data.fractions decide which rows are. data.split=random divides all rows.");
}
