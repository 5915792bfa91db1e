using System.Text.Json.Serialization;

namespace FerTrain.Data;

/// <summary>Holds the report of <c>data inspect</c>; the property names in snake_case are its JSON keys.</summary>
internal sealed record DataSummary
{
    private const int ShownRows = 5, ShownPixels = 8;

    public required int Rows { get; init; }

    /// <summary>Gives the number of faces, their height and their width.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Counts the rows of each class in each Usage.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Splits { get; init; }

    public required PixelStatistics Pixels { get; init; }

    /// <summary>Counts the fields that are empty or cannot be read; their rows are in none of the other counts.</summary>
    public required int BadFields { get; init; }

    /// <summary>Counts the rows that equal an earlier one in label, pixels and Usage.</summary>
    public required int DuplicateRows { get; init; }

    public required IReadOnlyList<PreviewRow> FirstRows { get; init; }

    /// <summary>Counts the faces of each class after each step that a config asks for; null without a config.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DataStep>? Steps { get; init; }

    /// <param name="faces">The faces that can be read.</param>
    /// <param name="problems">The fields that cannot.</param>
    public static DataSummary Of(FaceSet faces, IReadOnlyCollection<FormatProblem> problems) => new()
    {
        Rows = faces.Count,
        Shape = [faces.Count, faces.Size, faces.Size],
        Splits = Enum.GetValues<Usage>().ToDictionary(
            usage => usage.ToString(), usage => (IReadOnlyDictionary<string, int>)CountClasses(faces, usage)),
        Pixels = PixelStatistics.Of(faces.Pixels),
        BadFields = problems.Count,
        DuplicateRows = faces.Count - Duplicates.Distinct(faces).Count,
        FirstRows = [.. FileRows.Of(faces.Count, problems).Take(ShownRows).Select((fileRow, row) => Preview(faces, row, fileRow))],
    };

    private static PreviewRow Preview(FaceSet faces, int row, int fileRow)
    {
        int[] pixels = [.. faces.Face(row)[..Math.Min(ShownPixels, faces.Size)].ToArray().Select(pixel => (int)pixel)];
        return new(fileRow, faces.ClassNames[faces.Labels[row]], faces.Usages[row].ToString(), pixels);
    }

    private static Dictionary<string, int> CountClasses(FaceSet faces, Usage usage) =>
        faces.Named(faces.CountClasses(Enumerable.Range(0, faces.Count).Where(row => faces.Usages[row] == usage)));
}

/// <summary>Holds a row as <c>data inspect</c> shows it, with its first pixels.</summary>
internal sealed record PreviewRow(int Row, string Class, string Usage, IReadOnlyList<int> Pixels);

/// <summary>Holds the range, mean and standard deviation of grey values; all are zero without pixels.</summary>
internal sealed record PixelStatistics(int Min, int Max, double Mean, double StandardDeviation)
{
    public static PixelStatistics Of(ReadOnlySpan<byte> pixels)
    {
        if (pixels.IsEmpty)
            return new(0, 0, 0, 0);
        Span<long> counts = stackalloc long[256];
        counts.Clear();
        foreach (var pixel in pixels)
            counts[pixel]++;

        double sum = 0, squares = 0;
        for (var value = 0; value < counts.Length; value++)
        {
            sum += (double)value * counts[value];
            squares += (double)value * value * counts[value];
        }

        var mean = sum / pixels.Length;
        return new(counts.IndexOfAnyExcept(0), counts.LastIndexOfAnyExcept(0), mean, Math.Sqrt(Math.Max(0, squares / pixels.Length - mean * mean)));
    }
}
