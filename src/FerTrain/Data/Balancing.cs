using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>The training rows of each class, for the rules that balance classes while training.</summary>
public sealed class ClassRows
{
    private readonly int[][] _rows;
    private readonly int _count;

    private ClassRows(PreparedData data, string rule)
    {
        var names = data.Faces.ClassNames;
        var rows = data.Split.Train.ToLookup(row => data.Faces.Labels[row]);
        _rows = [.. names.Select((_, label) => rows[(byte)label].ToArray())];
        _count = data.Split.Train.Length;
        if (Array.FindIndex(_rows, members => members.Length == 0) is var empty and >= 0)
            throw new UserError($"data.balance is {rule}, but no training row is '{names[empty]}'. Accepted: none, more rows, or data.merge for that class.");
    }

    /// <summary>Null where the config balances otherwise or not at all.</summary>
    /// <exception cref="UserError">A class has no training rows.</exception>
    public static ClassRows? Of(PreparedData data, BalanceMethod balance) => balance switch
    {
        BalanceMethod.ClassWeights => new(data, "class_weights"),
        BalanceMethod.Sampler => new(data, "sampler"),
        _ => null,
    };

    /// <summary>rows / (classes × rows of the class), scikit-learn's "balanced": their mean over the rows is 1.</summary>
    public float[] Weights() => [.. _rows.Select(members => (float)(_count / ((double)_rows.Length * members.Length)))];

    /// <summary>As many rows as there are, with replacement, each of a class that is as likely as any other.</summary>
    public int[] Draw(RandomStream random)
    {
        var drawn = new int[_count];
        for (var i = 0; i < drawn.Length; i++)
        {
            var members = _rows[random.NextInt(_rows.Length)];
            drawn[i] = members[random.NextInt(members.Length)];
        }

        return drawn;
    }
}

/// <summary>Random oversampling: rows of rarer classes are repeated until every class has as many as the commonest.</summary>
internal static class Oversampling
{
    public static int[] Balance(int[] rows, byte[] labels, RandomStream random)
    {
        var classes = rows.GroupBy(row => labels[row]).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();
        var largest = classes.Length == 0 ? 0 : classes.Max(members => members.Length);
        var repeats = classes.SelectMany(members =>
            Enumerable.Range(0, largest - members.Length).Select(_ => members[random.NextInt(members.Length)]));
        return [.. rows, .. repeats];
    }
}
