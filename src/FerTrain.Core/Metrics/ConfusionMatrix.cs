using FerTrain.Core.Files;

namespace FerTrain.Core.Metrics;

/// <summary>Counts how often each true class (row) is predicted as each class (column), and gives the scores that follow.</summary>
/// <remarks>A score that would divide by zero is 0, as with scikit-learn's <c>zero_division=0</c>.</remarks>
public sealed class ConfusionMatrix
{
    private readonly int[][] _counts;
    private readonly int[] _predicted;
    private readonly int[] _support;

    public ConfusionMatrix(int[][] counts)
    {
        if (Array.Exists(counts, row => row.Length != counts.Length))
            throw new ArgumentException("The matrix is not square.", nameof(counts));
        _counts = counts;
        _support = [.. _counts.Select(row => row.Sum())];
        _predicted = [.. All.Select(c => _counts.Sum(row => row[c]))];
        Samples = _support.Sum();
        if (Samples == 0)
            throw new ArgumentException("There are no rows to evaluate.", nameof(counts));
    }

    public ConfusionMatrix(int classes, IEnumerable<(int True, int Predicted)> pairs) : this(Count(classes, pairs))
    {
    }

    public int Classes => _counts.Length;

    public int Samples { get; }

    public IReadOnlyList<IReadOnlyList<int>> Counts => _counts;

    public int this[int truth, int predicted] => _counts[truth][predicted];

    public double Accuracy => (double)Correct / Samples;

    /// <summary>The standard error of the accuracy as a binomial proportion.</summary>
    public double StandardError => Math.Sqrt(Accuracy * (1 - Accuracy) / Samples);

    public double HammingLoss => (double)(Samples - Correct) / Samples;

    /// <summary>The mean recall of the classes that have samples.</summary>
    public double BalancedAccuracy => All.Where(c => _support[c] > 0).Average(Recall);

    /// <summary>The agreement beyond chance; null where every row has the same label and the same prediction.</summary>
    public double? CohenKappa
    {
        get
        {
            var byChance = All.Sum(c => (double)_support[c] * _predicted[c]) / Samples;
            return byChance < Samples ? (Correct - byChance) / (Samples - byChance) : null;
        }
    }

    private int Correct => All.Sum(c => _counts[c][c]);

    private IEnumerable<int> All => Enumerable.Range(0, Classes);

    public int Support(int c) => _support[c];

    public int Predicted(int c) => _predicted[c];

    public double Precision(int c) => Ratio(_counts[c][c], _predicted[c]);

    public double Recall(int c) => Ratio(_counts[c][c], _support[c]);

    public double F1(int c) => Ratio(2 * Precision(c) * Recall(c), Precision(c) + Recall(c));

    /// <summary>The accuracy of deciding between this class and all others.</summary>
    public double OneVsRestAccuracy(int c) =>
        (double)(Samples - _support[c] - _predicted[c] + 2 * _counts[c][c]) / Samples;

    /// <summary>The mean of a class score over all classes, those without samples included.</summary>
    public double Macro(Func<int, double> score) => All.Average(score);

    /// <summary>The mean of a class score, weighted by the samples of each class.</summary>
    public double Weighted(Func<int, double> score) => All.Sum(c => score(c) * _support[c]) / Samples;

    public string ToCsv(IReadOnlyList<string> classNames) =>
        Csv.Text([["true", .. classNames], .. _counts.Select((row, c) => (object?[])[classNames[c], .. row])]);

    private static int[][] Count(int classes, IEnumerable<(int True, int Predicted)> pairs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        int[][] counts = [.. Enumerable.Range(0, classes).Select(_ => new int[classes])];
        foreach (var (truth, predicted) in pairs)
        {
            if ((uint)truth >= (uint)classes || (uint)predicted >= (uint)classes)
                throw new ArgumentException($"The labels {truth} and {predicted} are not both below {classes}.", nameof(pairs));
            counts[truth][predicted]++;
        }

        return counts;
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
