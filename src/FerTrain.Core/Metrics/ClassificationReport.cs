using System.Globalization;

namespace FerTrain.Core.Metrics;

/// <summary>The text of scikit-learn's <c>classification_report</c> with all labels given and <c>zero_division=0</c>.</summary>
internal static class ClassificationReport
{
    public static string ToText(ConfusionMatrix matrix, IReadOnlyList<string> classNames, int digits = 2)
    {
        if (classNames.Count != matrix.Classes)
            throw new ArgumentException($"Got {classNames.Count} names for {matrix.Classes} classes.", nameof(classNames));

        var width = Math.Max(classNames.Max(name => name.Length), Math.Max("weighted avg".Length, digits));
        // scikit-learn 1.2 prints "micro avg" where a class is neither true nor predicted anywhere.
        var allOccur = classNames.Index().All(c => matrix.Support(c.Index) + matrix.Predicted(c.Index) > 0);

        return Line("", "precision", "recall", "f1-score", "support") + "\n"
            + string.Concat(classNames.Select((name, c) => Scores(name, score => score(c), matrix.Support(c)))) + "\n"
            + (allOccur
                ? Line("accuracy", "", "", Fixed(matrix.Accuracy, digits), Count(matrix.Samples))
                : Scores("micro avg", _ => matrix.Accuracy, matrix.Samples))
            + Scores("macro avg", matrix.Macro, matrix.Samples)
            + Scores("weighted avg", matrix.Weighted, matrix.Samples);

        string Scores(string heading, Func<Func<int, double>, double> average, int support) => Line(
            heading,
            Fixed(average(matrix.Precision), digits),
            Fixed(average(matrix.Recall), digits),
            Fixed(average(matrix.F1), digits),
            Count(support));

        string Line(string heading, params string[] cells) =>
            $"{heading.PadLeft(width)} {string.Concat(cells.Select(cell => $" {cell,9}"))}\n";

        // scikit-learn prints floating-point counts where no prediction is right.
        string Count(int samples) => samples.ToString(CultureInfo.InvariantCulture) + (matrix.Accuracy > 0 ? "" : ".0");
    }

    /// <summary>Rounds the exact value, ties to the even digit, as Python does; "F2" alone rounds a tie up.</summary>
    private static string Fixed(double value, int digits)
    {
        var exact = decimal.Parse(value.ToString("F28", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Round(exact, digits, MidpointRounding.ToEven).ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}
