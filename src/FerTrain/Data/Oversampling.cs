using FerTrain.Core;

namespace FerTrain.Data;

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
