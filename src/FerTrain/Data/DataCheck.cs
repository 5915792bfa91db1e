namespace FerTrain.Data;

/// <summary>Holds the report of <c>data check</c>; the property names in snake_case are its JSON keys.</summary>
internal sealed record DataCheck
{
    public required int Rows { get; init; }

    public required IReadOnlyDictionary<string, int> Splits { get; init; }

    /// <summary>Counts the rows of each class, in the order of the labels.</summary>
    public required IReadOnlyDictionary<string, int> Classes { get; init; }

    /// <summary>Counts the rows that equal an earlier one in label, pixels and Usage.</summary>
    public required int DuplicateRows { get; init; }

    public required int DistinctImages { get; init; }

    /// <summary>Counts the rows whose pixels occurred before, whatever their label.</summary>
    public required int ExcessDuplicates { get; init; }

    /// <summary>Counts the groups of equal images that have different labels.</summary>
    public required int ConflictingGroups { get; init; }

    /// <summary>Counts the images that consist of one grey value.</summary>
    public required int ConstantImages { get; init; }

    public required LeakageCounts Leaks { get; init; }

    /// <summary>Lists the rows that cannot be read; they are not in the counts above.</summary>
    public required IReadOnlyList<FormatProblem> Problems { get; init; }

    public static DataCheck Of(FaceSet faces, IReadOnlyList<FormatProblem> problems)
    {
        var all = Enumerable.Range(0, faces.Count).ToArray();
        var images = all.GroupBy(row => row, new PixelComparer(faces)).Select(group => group.ToArray()).ToArray();
        return new DataCheck
        {
            Rows = faces.Count,
            Splits = Enum.GetValues<Usage>().ToDictionary(usage => usage.ToString(), usage => faces.Usages.Count(u => u == usage)),
            Classes = faces.ClassNames.Index().ToDictionary(name => name.Item, name => faces.Labels.Count(label => label == name.Index)),
            DuplicateRows = faces.Count - Duplicates.Distinct(faces).Count,
            DistinctImages = images.Length,
            ExcessDuplicates = faces.Count - images.Length,
            ConflictingGroups = images.Count(rows => rows.Any(row => faces.Labels[row] != faces.Labels[rows[0]])),
            ConstantImages = all.Count(row => !faces.Face(row).ContainsAnyExcept(faces.Face(row)[0])),
            Leaks = LeakageCounts.Of(faces, images),
            Problems = problems,
        };
    }
}

/// <summary>Counts the rows of one Usage whose pixels also occur in another.</summary>
internal sealed record LeakageCounts(int PublicInTraining, int PrivateInTraining, int PrivateInTrainingOrPublic)
{
    /// <param name="faces">All faces.</param>
    /// <param name="images">The rows of each distinct image.</param>
    internal static LeakageCounts Of(FaceSet faces, IReadOnlyList<int[]> images)
    {
        int Count(Usage usage, params Usage[] others) => images
            .Where(rows => rows.Any(row => others.Contains(faces.Usages[row])))
            .Sum(rows => rows.Count(row => faces.Usages[row] == usage));

        return new(
            Count(Usage.PublicTest, Usage.Training),
            Count(Usage.PrivateTest, Usage.Training),
            Count(Usage.PrivateTest, Usage.Training, Usage.PublicTest));
    }
}
