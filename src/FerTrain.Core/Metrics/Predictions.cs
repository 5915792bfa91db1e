using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Metrics;

/// <summary>A model's class probabilities for labelled rows of a data source.</summary>
public sealed class Predictions
{
    private readonly int[] _rows;
    private readonly int[] _labels;
    private readonly float[] _probabilities;
    private (int Row, int Label, bool IsRight)[]? _answers;

    /// <param name="classes">The number of probabilities a row.</param>
    /// <param name="rows">The index of each row in its data source.</param>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="probabilities">All probabilities of the first row, then of the second, and so on.</param>
    public Predictions(int classes, int[] rows, int[] labels, float[] probabilities)
    {
        if (rows.Length == 0)
            throw new UserError("There are no rows to evaluate.");
        if (labels.Length != rows.Length || probabilities.Length != rows.Length * classes)
            throw new ArgumentException(
                $"Got {labels.Length} labels and {probabilities.Length} probabilities for {rows.Length} rows of {classes} classes.");
        if (labels.Any(label => label < 0 || label >= classes))
            throw new ArgumentException($"A label is not in 0 to {classes - 1}.", nameof(labels));
        if (Array.FindIndex(probabilities, p => !float.IsFinite(p)) is >= 0 and var at)
            throw new UserError($"Row {rows[at / classes]}: the model's output is {probabilities[at].ToString(CultureInfo.InvariantCulture)}, expected a probability.");

        (Classes, _rows, _labels, _probabilities) = (classes, rows, labels, probabilities);
    }

    public int Classes { get; }

    public int Count => _rows.Length;

    public int Row(int i) => _rows[i];

    public int Label(int i) => _labels[i];

    public ReadOnlySpan<float> Probabilities(int i) => _probabilities.AsSpan(i * Classes, Classes);

    /// <summary>The same rows with other probabilities.</summary>
    public Predictions WithProbabilities(float[] probabilities) => new(Classes, _rows, _labels, probabilities);

    /// <summary>Whether the model is right about each row, in the order of the rows.</summary>
    internal IReadOnlyList<(int Row, int Label, bool IsRight)> Answers =>
        _answers ??= [.. Enumerable.Range(0, Count).OrderBy(Row).Select(i => (Row(i), Label(i), Predicted(i) == Label(i)))];

    /// <summary>The class with the highest probability, the first of equals.</summary>
    public int Predicted(int i)
    {
        var probabilities = Probabilities(i);
        var best = 0;
        for (var c = 1; c < probabilities.Length; c++)
            if (probabilities[c] > probabilities[best])
                best = c;
        return best;
    }

    /// <summary>The rank of the true class when classes are sorted by probability, 1 where it is the predicted one.</summary>
    public int RankOfTruth(int i)
    {
        var probabilities = Probabilities(i);
        var rank = 1;
        for (var c = 0; c < probabilities.Length; c++)
            if (probabilities[c] > probabilities[_labels[i]] || (probabilities[c] == probabilities[_labels[i]] && c < _labels[i]))
                rank++;
        return rank;
    }

    /// <summary>The fraction of rows whose true class is among the <paramref name="k"/> most probable ones.</summary>
    public double TopAccuracy(int k) => (double)RankCounts().Take(k).Sum() / Count;

    /// <summary>Counts the rows that have their true class at rank 1, at rank 2, and so on.</summary>
    public int[] RankCounts()
    {
        var counts = new int[Classes];
        for (var i = 0; i < Count; i++)
            counts[RankOfTruth(i) - 1]++;
        return counts;
    }

    public ConfusionMatrix ToConfusionMatrix() =>
        new(Classes, Enumerable.Range(0, Count).Select(i => (_labels[i], Predicted(i))));

    public string ToCsv(IReadOnlyList<string> classNames) => Csv.Text(
    [
        [.. PredictionsFile.FixedColumns, .. classNames],
        .. Enumerable.Range(0, Count).Select(i => (object?[])[_rows[i], classNames[_labels[i]], classNames[Predicted(i)], RankOfTruth(i), .. Probabilities(i)]),
    ]);
}
