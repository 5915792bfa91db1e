using System.Globalization;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Metrics;

/// <summary>Reads predictions.csv back.</summary>
public static class PredictionsFile
{
    private static readonly string[] FixedColumns = ["row", "true", "predicted", "rank_of_truth"];

    /// <exception cref="UserError">The file is damaged, or of other classes.</exception>
    public static Predictions Read(string path, IReadOnlyList<string> classNames)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {error.Message}", error);
        }

        string[] header = [.. FixedColumns, .. classNames];
        if (lines.Length < 2 || !Csv.Fields(lines[0]).SequenceEqual(header))
            throw new UserError($"{path}, row 1: got '{(lines.Length == 0 ? "" : lines[0])}', accepted: {Csv.Line(header).TrimEnd()}, and rows below it");

        var (rows, labels, probabilities) = (new List<int>(), new List<int>(), new List<float>());
        foreach (var (index, line) in lines.Index().Skip(1))
        {
            var cells = Csv.Fields(line);
            var label = cells.Count == header.Length ? IndexOf(classNames, cells[1]) : -1;
            var probabilitiesOfRow = cells.Skip(FixedColumns.Length).Select(Probability).ToArray();
            if (label < 0 || probabilitiesOfRow.Contains(null) || !int.TryParse(cells[0], NumberStyles.None, CultureInfo.InvariantCulture, out var row))
                throw new UserError($"{path}, row {index + 1}: got '{line}', accepted: a row number, two classes, a rank and {classNames.Count} probabilities");
            rows.Add(row);
            labels.Add(label);
            probabilities.AddRange(probabilitiesOfRow.Select(probability => probability!.Value));
        }

        return new Predictions(classNames.Count, [.. rows], [.. labels], [.. probabilities]);
    }

    private static float? Probability(string cell) =>
        float.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var probability) && float.IsFinite(probability) ? probability : null;

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == name) return i;
        return -1;
    }
}
