using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Balances classes while training, by class weights or by a balanced sampler (<c>data.balance</c>).</summary>
internal sealed class ClassBalancer
{
    private readonly int[][] _rows;
    private readonly int _count;

    private ClassBalancer(PreparedData data, string rule)
    {
        var names = data.Faces.ClassNames;
        var rows = data.Split.Train.ToLookup(row => data.Faces.Labels[row]);
        _rows = [.. names.Select((_, label) => rows[(byte)label].ToArray())];
        _count = data.Split.Train.Length;
        if (Array.FindIndex(_rows, members => members.Length == 0) is var empty and >= 0)
            throw new UserError($"data.balance is {rule}, but no training row is '{names[empty]}'. Expected: data.balance=none, more rows, or data.merge for that class.");
    }

    /// <summary>Creates a balancer, or returns null if the config balances in another way or not at all.</summary>
    /// <exception cref="UserError">A class has no training rows.</exception>
    public static ClassBalancer? Of(PreparedData data, BalanceMethod balance) => balance switch
    {
        BalanceMethod.ClassWeights => new(data, "class_weights"),
        BalanceMethod.Sampler => new(data, "sampler"),
        _ => null,
    };

    /// <summary>Computes scikit-learn's "balanced" class weights, rows / (classes × rows of the class); their mean over the rows is 1.</summary>
    public float[] Weights() => [.. _rows.Select(members => (float)(_count / ((double)_rows.Length * members.Length)))];

    /// <summary>Samples as many rows as there are training rows, with replacement, each class with equal probability.</summary>
    public int[] Sample(RandomStream random)
    {
        var sampled = new int[_count];
        for (var i = 0; i < sampled.Length; i++)
        {
            var members = _rows[random.NextInt(_rows.Length)];
            sampled[i] = members[random.NextInt(members.Length)];
        }

        return sampled;
    }
}

/// <summary>Repeats random rows of rarer classes until every class has as many as the most frequent one.</summary>
internal static class RandomOversampler
{
    public static int[] Resample(int[] rows, byte[] labels, RandomStream random)
    {
        var classes = rows.GroupBy(row => labels[row]).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();
        var largest = classes.Length == 0 ? 0 : classes.Max(members => members.Length);
        var repeats = classes.SelectMany(members =>
            Enumerable.Range(0, largest - members.Length).Select(_ => members[random.NextInt(members.Length)]));
        return [.. rows, .. repeats];
    }
}
