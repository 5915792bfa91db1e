using System.Globalization;

namespace FerTrain.Core.Metrics;

/// <summary>A class that is often taken for another one.</summary>
/// <param name="True">The class of the faces.</param>
/// <param name="Predicted">The class that they are taken for.</param>
/// <param name="Count">The number of faces that are.</param>
/// <param name="Support">The number of faces of the true class.</param>
internal sealed record ConfusedPair(string True, string Predicted, int Count, int Support)
{
    private const int MostPairs = 5;
    private const double LeastShare = 0.05;

    public double Share => (double)Count / Support;

    /// <summary>Lists the pairs with the largest shares of their true class, none below 5 %.</summary>
    public static IReadOnlyList<ConfusedPair> Of(EvaluationResult result) =>
    [
        .. (from truth in result.Classes.Index()
            from predicted in result.Classes.Index()
            where truth.Index != predicted.Index && truth.Item.Support > 0
            let pair = new ConfusedPair(truth.Item.Name, predicted.Item.Name, result.Confusion[truth.Index][predicted.Index], truth.Item.Support)
            where pair.Share >= LeastShare
            orderby pair.Share descending, pair.Count descending
            select pair).Take(MostPairs),
    ];

    /// <summary>Says it in words.</summary>
    public string Sentence() => string.Create(CultureInfo.InvariantCulture, $"{True} is taken for {Predicted} in {Share:0 %} ({Count:N0} of {Support:N0} faces)");
}
