using FerTrain.Core.Config;
using FerTrain.Data;

namespace FerTrain.Figures;

/// <summary>How much of the training data each class is.</summary>
/// <param name="Rows">Different rows of each class.</param>
/// <param name="Balanced">Rows of each class that an epoch shows, or by which its loss is weighted; null where nothing is balanced.</param>
public sealed record ClassBalance(IReadOnlyList<double> Rows, IReadOnlyList<double>? Balanced)
{
    public static ClassBalance Of(PreparedData data, BalanceMethod rule)
    {
        var train = data.Split.Train;
        var rows = Count(data.Faces, train.Distinct());
        return new(rows, rule switch
        {
            BalanceMethod.None => null,
            BalanceMethod.ClassWeights or BalanceMethod.Sampler => [.. rows.Select(_ => (double)train.Length / rows.Length)],
            BalanceMethod.Oversample or BalanceMethod.OversampleBeforeSplit => Count(data.Faces, train),
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, null),
        });
    }

    /// <summary>Rows of each class.</summary>
    public static double[] Count(FaceSet faces, IEnumerable<int> rows)
    {
        var counts = new double[faces.ClassNames.Count];
        foreach (var row in rows)
            counts[faces.Labels[row]]++;
        return counts;
    }
}
