using FerTrain.Core.Metrics;
using FsCheck;
using FsCheck.Fluent;

namespace FerTrain.Tests.Metrics;

/// <summary>A drawn test set: few classes and coarse probabilities, so that ties and empty classes are common.</summary>
public sealed record Labelled(int Classes, int[] Labels, float[][] Probabilities)
{
    private static readonly Gen<Labelled> Any =
        from classes in Gen.Choose(2, 8)
        from rows in Gen.Choose(1, 30)
        from labels in Gen.Choose(0, classes - 1).ArrayOf(rows)
        from weights in Gen.Frequency((3, Gen.Choose(0, 8)), (1, Gen.Choose(0, 1_000_000))).ArrayOf(classes).ArrayOf(rows)
        select new Labelled(classes, labels, [.. weights.Select(Normalized)]);

    public int Count => Labels.Length;

    public static void Check(Action<Labelled> property) =>
        Prop.ForAll(Any.ToArbitrary(), property).QuickCheckThrowOnFailure();

    public Predictions ToPredictions() =>
        new(Classes, [.. Enumerable.Range(0, Count)], Labels, [.. Probabilities.SelectMany(p => p)]);

    /// <summary>The first of the highest, found by sorting.</summary>
    public int Predicted(int i) =>
        Enumerable.Range(0, Classes).OrderByDescending(c => Probabilities[i][c]).First();

    private static float[] Normalized(int[] weights)
    {
        var sum = weights.Sum();
        return [.. weights.Select(w => sum == 0 ? 1f / weights.Length : (float)((double)w / sum))];
    }
}
