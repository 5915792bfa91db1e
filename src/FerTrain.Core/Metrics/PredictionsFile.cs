using System.Globalization;
using CsvHelper;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Core.Metrics;

/// <summary>Reads predictions.csv back.</summary>
internal static class PredictionsFile
{
    public static readonly string[] FixedColumns = ["row", "true", "predicted", "rank_of_truth"];

    /// <exception cref="UserError">The file is damaged, or of other classes.</exception>
    public static Predictions Read(string path, IReadOnlyList<string> classNames)
    {
        string[] header = [.. FixedColumns, .. classNames];
        var rows = Csv.Read(path, header, $"a row number, two classes, a rank and {classNames.Count} probabilities", csv => Parse(csv, classNames));
        return rows.Count > 0
            ? new Predictions(classNames.Count, [.. rows.Select(row => row.Number)], [.. rows.Select(row => row.Label)], [.. rows.SelectMany(row => row.Probabilities)])
            : throw new UserError($"{path}: has no rows, expected: {string.Join(',', header)}, and rows below it");
    }

    private static Row? Parse(CsvReader csv, IReadOnlyList<string> classNames)
    {
        var probabilities = new float[classNames.Count];
        for (var i = 0; i < probabilities.Length; i++)
        {
            if (!float.TryParse(csv.GetSpan(FixedColumns.Length + i), CultureInfo.InvariantCulture, out probabilities[i]) || !float.IsFinite(probabilities[i]))
                return null;
        }

        var label = classNames.Index().Where(name => Csv.IsText(csv.GetString(1), name.Item)).Select(name => name.Index).DefaultIfEmpty(-1).First();
        return label >= 0 && int.TryParse(csv.GetSpan(0), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new(number, label, probabilities)
            : null;
    }

    private sealed record Row(int Number, int Label, float[] Probabilities);
}
