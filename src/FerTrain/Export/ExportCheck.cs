using System.Globalization;
using FerTrain.Core.Metrics;

namespace FerTrain.Export;

/// <summary>What an exported model answers beside its checkpoint, on the same faces.</summary>
public sealed record ExportCheck
{
    public required int Samples { get; init; }

    /// <summary>Of any probability of any face.</summary>
    public required double MaxAbsDifference { get; init; }

    /// <summary>The share of faces that get the same class.</summary>
    public required double Agreement { get; init; }

    /// <summary>Of the checkpoint.</summary>
    public required double OriginalAccuracy { get; init; }

    /// <summary>Of the exported model.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Of the exported model's accuracy.</summary>
    public required double StandardError { get; init; }

    public static ExportCheck Of(Predictions original, Predictions exported)
    {
        var difference = 0f;
        var same = 0;
        for (var i = 0; i < original.Count; i++)
        {
            foreach (var (own, other) in original.Probabilities(i).ToArray().Zip(exported.Probabilities(i).ToArray()))
                difference = Math.Max(difference, Math.Abs(own - other));
            if (original.Predicted(i) == exported.Predicted(i)) same++;
        }

        var matrix = exported.ToConfusionMatrix();
        return new ExportCheck
        {
            Samples = original.Count,
            MaxAbsDifference = difference,
            Agreement = (double)same / original.Count,
            OriginalAccuracy = original.ToConfusionMatrix().Accuracy,
            Accuracy = matrix.Accuracy,
            StandardError = matrix.StandardError,
        };
    }

    /// <summary>What is beyond the tolerance; null where nothing is.</summary>
    public string? Fault(ExportTolerance tolerance)
    {
        if (!(MaxAbsDifference <= tolerance.MaxAbsDifference))
            return Text($"a probability differs by {MaxAbsDifference:G3}, accepted: {tolerance.MaxAbsDifference:G3}");
        if (!(Agreement >= tolerance.Agreement))
            return Text($"{100 * Agreement:F2} % of the faces get the same class, accepted: {100 * tolerance.Agreement:F0} % or more");
        return null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
