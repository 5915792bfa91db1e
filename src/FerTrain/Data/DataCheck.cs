namespace FerTrain.Data;

/// <summary>What <c>data check</c> reports of a set; the property names are its JSON keys in snake_case.</summary>
public sealed record DataFacts
{
    public required int Rows { get; init; }

    public required IReadOnlyDictionary<string, int> Splits { get; init; }

    /// <summary>Rows of each label.</summary>
    public required IReadOnlyList<int> Classes { get; init; }

    /// <summary>Rows that equal an earlier one in label, pixels and Usage.</summary>
    public required int DuplicateRows { get; init; }

    public required int DistinctImages { get; init; }

    /// <summary>Rows whose pixels occurred before, whatever their label.</summary>
    public required int ExcessDuplicates { get; init; }

    /// <summary>Groups of equal pixels that carry different labels.</summary>
    public required int ConflictingGroups { get; init; }

    /// <summary>Images of one grey value.</summary>
    public required int ConstantImages { get; init; }

    public required LeakCounts Leaks { get; init; }

    /// <summary>Rows that could not be read and so are not in the counts above.</summary>
    public required IReadOnlyList<FormatProblem> Problems { get; init; }

    public static DataFacts Of(FaceSet faces, IReadOnlyList<FormatProblem> problems)
    {
        var all = Enumerable.Range(0, faces.Count).ToArray();
        var images = all.GroupBy(row => row, new FacePixels(faces)).Select(group => group.ToArray()).ToArray();
        return new DataFacts
        {
            Rows = faces.Count,
            Splits = Enum.GetValues<Usage>().ToDictionary(usage => usage.ToString(), usage => faces.Usages.Count(u => u == usage)),
            Classes = [.. faces.ClassNames.Select((_, label) => faces.Labels.Count(l => l == label))],
            DuplicateRows = faces.Count - Duplicates.Distinct(faces).Count,
            DistinctImages = images.Length,
            ExcessDuplicates = faces.Count - images.Length,
            ConflictingGroups = images.Count(rows => rows.Any(row => faces.Labels[row] != faces.Labels[rows[0]])),
            ConstantImages = all.Count(row => !faces.Face(row).ContainsAnyExcept(faces.Face(row)[0])),
            Leaks = LeakCounts.Of(faces, images),
            Problems = problems,
        };
    }
}

/// <summary>How many rows of one Usage have pixels that also occur in another.</summary>
public sealed record LeakCounts(int PublicInTraining, int PrivateInTraining, int PrivateInTrainingOrPublic)
{
    /// <summary>Counts over groups of rows with equal pixels.</summary>
    internal static LeakCounts Of(FaceSet faces, IReadOnlyList<int[]> images)
    {
        int Count(Usage part, params Usage[] others) => images
            .Where(rows => rows.Any(row => others.Contains(faces.Usages[row])))
            .Sum(rows => rows.Count(row => faces.Usages[row] == part));

        return new(
            Count(Usage.PublicTest, Usage.Training),
            Count(Usage.PrivateTest, Usage.Training),
            Count(Usage.PrivateTest, Usage.Training, Usage.PublicTest));
    }
}
