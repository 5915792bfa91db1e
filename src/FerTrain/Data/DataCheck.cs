using System.Text.Json.Serialization;

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

    /// <summary>Counts the groups of images that are nearly equal, if these were searched for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public NearCounts? Near { get; init; }

    /// <summary>Lists the rows that cannot be read; they are not in the counts above.</summary>
    public required IReadOnlyList<FormatProblem> Problems { get; init; }

    /// <summary>Lists the rows of each image that has several, if that was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<RepeatedImage>? Repeated { get; init; }

    public static DataCheck Of(FaceSet faces, IReadOnlyList<FormatProblem> problems, bool near = false, bool list = false)
    {
        var images = ImageGroups.Equal(faces);
        var groups = near ? ImageGroups.Near(faces, images) : images;
        var repeated = near || list ? RepeatedImage.Of(faces, groups, FileRows.Of(faces.Count, problems)) : [];
        return new DataCheck
        {
            Rows = faces.Count,
            Splits = Enum.GetValues<Usage>().ToDictionary(usage => usage.ToString(), usage => faces.Usages.Count(u => u == usage)),
            Classes = faces.Named(faces.CountClasses(Enumerable.Range(0, faces.Count))),
            DuplicateRows = faces.Count - Duplicates.Distinct(faces).Count,
            DistinctImages = images.Count,
            ExcessDuplicates = faces.Count - images.Count,
            ConflictingGroups = images.Count(rows => rows.Any(row => faces.Labels[row] != faces.Labels[rows[0]])),
            ConstantImages = Enumerable.Range(0, faces.Count).Count(row => !faces.Face(row).ContainsAnyExcept(faces.Face(row)[0])),
            Leaks = LeakageCounts.Of(faces, images),
            Near = near ? NearCounts.Of(repeated) : null,
            Problems = problems,
            Repeated = list ? repeated : null,
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

/// <summary>Counts groups of nearly equal images, and of these the groups whose labels or Usages differ.</summary>
internal sealed record NearCounts(int Groups, int Rows, int Conflicts, int Leaks)
{
    public static NearCounts Of(IEnumerable<RepeatedImage> repeated)
    {
        var near = repeated.Where(image => image.Kinds.Contains(RepetitionKind.Near)).ToArray();
        return new(near.Length, near.Sum(image => image.Rows.Count), Count(RepetitionKind.Conflict), Count(RepetitionKind.Leak));

        int Count(RepetitionKind kind) => near.Count(image => image.Kinds.Contains(kind));
    }
}

/// <summary>Says what is wrong with rows of one image.</summary>
internal enum RepetitionKind
{
    /// <summary>Two rows have equal pixels, label and Usage.</summary>
    Duplicate,

    /// <summary>Rows have different labels.</summary>
    Conflict,

    /// <summary>Rows have different Usages.</summary>
    Leak,

    /// <summary>The pixels are not all equal, but nearly so.</summary>
    Near,
}

/// <summary>Lists the rows of one image, or of images that are nearly equal.</summary>
internal sealed record RepeatedImage(IReadOnlyList<RepetitionKind> Kinds, IReadOnlyList<RepeatedRow> Rows)
{
    /// <summary>Lists the groups of more than one row.</summary>
    /// <param name="faces">All faces.</param>
    /// <param name="groups">The rows of each image.</param>
    /// <param name="fileRows">The number in the file of each row.</param>
    public static IReadOnlyList<RepeatedImage> Of(FaceSet faces, IReadOnlyList<int[]> groups, IReadOnlyList<int> fileRows) =>
        [.. groups.Where(rows => rows.Length > 1).Select(rows => Of(faces, rows, fileRows))];

    private static RepeatedImage Of(FaceSet faces, int[] rows, IReadOnlyList<int> fileRows)
    {
        var pixels = new PixelComparer(faces);
        bool Differ<T>(Func<int, T> property) => rows.Select(property).Distinct().Count() > 1;
        var isRepeated = rows.GroupBy(row => (faces.Labels[row], faces.Usages[row])).Any(alike => alike.Distinct(pixels).Count() < alike.Count());
        (RepetitionKind Kind, bool Holds)[] kinds =
        [
            (RepetitionKind.Duplicate, isRepeated),
            (RepetitionKind.Conflict, Differ(row => faces.Labels[row])),
            (RepetitionKind.Leak, Differ(row => faces.Usages[row])),
            (RepetitionKind.Near, rows.Distinct(pixels).Count() > 1),
        ];
        return new(
            [.. kinds.Where(kind => kind.Holds).Select(kind => kind.Kind)],
            [.. rows.Select(row => new RepeatedRow(fileRows[row], faces.Usages[row].ToString(), faces.ClassNames[faces.Labels[row]]))]);
    }
}

/// <summary>Holds a row of an image that has several.</summary>
internal sealed record RepeatedRow(int Row, string Usage, string Class);
