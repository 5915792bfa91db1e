namespace FerTrain.Core.Metrics;

/// <summary>
/// Finds labels that predictions doubt, by confident learning (Northcutt, Jiang and Chuang, 2021, arXiv:1911.00068): a face counts
/// for a class where its probability reaches the mean that faces labelled so have, and is doubted where that class is not its label.
/// The predictions must be of models that have not learnt from the faces.
/// </summary>
internal sealed record ConfidentLearning
{
    /// <summary>The mean probability of each class over the faces that have its label; null for a class without any.</summary>
    public required IReadOnlyList<double?> Thresholds { get; init; }

    /// <summary>Counts faces by label (rows) and class that they count for (columns): the confident joint. A face below all thresholds is in no cell.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Counts { get; init; }

    /// <summary>
    /// Estimates the fraction of all faces with each label (rows) and true class (columns): the counts, scaled so that
    /// each row has as many faces as have the label.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<double>> Joint { get; init; }

    /// <summary>The doubted faces, those with the smallest margin first.</summary>
    public required IReadOnlyList<DoubtedLabel> Doubted { get; init; }

    /// <summary>The estimated fraction of faces whose label is wrong.</summary>
    public double EstimatedErrors => Joint.Index().Sum(row => row.Item.Index().Where(cell => cell.Index != row.Index).Sum(cell => cell.Item));

    public static ConfidentLearning Of(Predictions predictions)
    {
        var classes = predictions.Classes;
        var byLabel = Enumerable.Range(0, predictions.Count).ToLookup(predictions.Label);
        double?[] thresholds =
        [
            .. Enumerable.Range(0, classes).Select(c =>
                byLabel.Contains(c) ? byLabel[c].Average(i => (double)predictions.Probabilities(i)[c]) : (double?)null)
        ];
        var counts = Enumerable.Range(0, classes).Select(_ => new int[classes]).ToArray();
        var doubted = new List<DoubtedLabel>();
        for (var i = 0; i < predictions.Count; i++)
        {
            if (Confident(predictions.Probabilities(i), thresholds) is not { } counted) continue;
            var label = predictions.Label(i);
            counts[label][counted]++;
            if (counted != label) doubted.Add(new(predictions.Row(i), label, counted, predictions.Probabilities(i)[label], predictions.Probabilities(i)[counted]));
        }

        return new ConfidentLearning
        {
            Thresholds = thresholds,
            Counts = counts,
            Joint = JointOf(counts, [.. Enumerable.Range(0, classes).Select(c => byLabel[c].Count())]),
            Doubted = [.. doubted.OrderBy(face => face.Margin).ThenBy(face => face.Row)],
        };
    }

    /// <summary>Gives the most probable class among those whose threshold its probability reaches, the first of equals; null where there is none.</summary>
    private static int? Confident(ReadOnlySpan<float> probabilities, double?[] thresholds)
    {
        int? best = null;
        for (var c = 0; c < thresholds.Length; c++)
            if (probabilities[c] >= thresholds[c] && (best is null || probabilities[c] > probabilities[best.Value]))
                best = c;
        return best;
    }

    private static double[][] JointOf(int[][] counts, int[] faces)
    {
        double all = faces.Sum();
        return [.. counts.Select((row, label) =>
        {
            double counted = row.Sum();
            return row.Select((count, c) => counted > 0 ? count / counted * faces[label] / all : c == label ? faces[label] / all : 0).ToArray();
        })];
    }
}

/// <summary>A face whose label is doubted.</summary>
/// <param name="Row">Its row in the data.</param>
/// <param name="Label">The label that it has.</param>
/// <param name="Suggested">The class that it counts for.</param>
/// <param name="LabelProbability">The probability of its label.</param>
/// <param name="SuggestedProbability">That of the other class.</param>
internal sealed record DoubtedLabel(int Row, int Label, int Suggested, double LabelProbability, double SuggestedProbability)
{
    /// <summary>
    /// How far the label is from being the more probable of both: negative, and the smaller the more it is doubted; a
    /// rare class may have a low threshold, and a positive margin.
    /// </summary>
    public double Margin => LabelProbability - SuggestedProbability;
}
