namespace FerTrain.Core.Config;

/// <summary>Sources of faces.</summary>
public enum DataSource
{
    Csv,
    Folder,
    Synthetic,
}

/// <summary>Ways to split the rows into train, val and test.</summary>
public enum SplitMethod
{
    Usage,
    Random,
    Sequential,
}

/// <summary>Ways to make rare classes count as much as common ones.</summary>
public enum BalanceMethod
{
    None,
    Oversample,
    OversampleBeforeSplit,
    ClassWeights,
    Sampler,
}

/// <summary>Ways to turn the votes of FER+ into labels.</summary>
public enum FerPlusLabels
{
    /// <summary>Takes the class that most taggers chose, and leaves out faces without a majority.</summary>
    Majority,

    /// <summary>Samples a class in each epoch, as often as taggers chose it.</summary>
    Probabilities,

    /// <summary>Takes the fractions of the votes as a soft label.</summary>
    CrossEntropy,
}

/// <summary>The <c>data:</c> block.</summary>
public sealed record DataConfig
{
    /// <summary>The value of <see cref="Ferplus"/> that keeps the file's labels.</summary>
    public const string NoFerplus = "none";

    /// <summary>The most faces of 48 × 48 pixels that the synthetic source generates; one array holds few more.</summary>
    public const int MostDrawn = 900_000;

    private const string DefaultPath = "data/fer2013.csv";

    /// <summary>csv reads the file <c>path</c>; folder reads the class folders in it; synthetic generates faces and needs no file.</summary>
    public DataSource Source { get; init; } = DataSource.Csv;

    /// <summary>fer2013.csv or icml_face_data.csv, plain or as .gz, .zip or .tar.gz; or a folder of class folders.</summary>
    public string Path { get; init; } = DefaultPath;

    /// <summary>Number of faces that the synthetic source generates.</summary>
    public int SyntheticCount { get; init; } = 7000;

    /// <summary>usage follows the file's Usage column (Training, PublicTest, PrivateTest); random and sequential use <c>fractions</c>.</summary>
    public SplitMethod Split { get; init; } = SplitMethod.Usage;

    /// <summary>Fractions of train, val and test in a random or sequential split.</summary>
    public IReadOnlyList<double> Fractions { get; init; } = [0.8, 0.1, 0.1];

    /// <summary>Seed of the random split, of oversampling and of the synthetic source.</summary>
    public long Seed { get; init; }

    /// <summary>Keep the proportions of the classes equal in all parts of a random split.</summary>
    public bool Stratify { get; init; }

    /// <summary>Classes to merge into others, for example {disgust: angry}.</summary>
    public IReadOnlyDictionary<string, string> Merge { get; init; } = new Dictionary<string, string>();

    /// <summary>Drop rows equal to an earlier row in all three columns, before splitting.</summary>
    public bool DropDuplicates { get; init; }

    /// <summary>oversample repeats rows of rare classes in the training split; oversample_before_split does so before splitting, which leaks test faces into training, as some published work does; class_weights weights the loss; sampler samples every class equally often.</summary>
    public BalanceMethod Balance { get; init; } = BalanceMethod.None;

    /// <summary>fer2013new.csv of FER+, whose votes replace the labels of <c>path</c> row by row; none keeps the file's labels.</summary>
    public string Ferplus { get; init; } = NoFerplus;

    /// <summary>majority gives each face one label, before <c>merge</c>; probabilities samples a label in each epoch; cross_entropy trains on the fractions of the votes as soft labels (Barsoum et al., 2016).</summary>
    public FerPlusLabels FerplusLabels { get; init; } = FerPlusLabels.Majority;

    /// <summary>Use only this many rows of each split, for a quick trial; 0 uses all.</summary>
    public int Limit { get; init; }

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (SyntheticCount is not (>= 70 and <= MostDrawn)) yield return new($"{at}.synthetic_count", SyntheticCount, $"70 to {MostDrawn}");
        if (Source == DataSource.Synthetic && Path != DefaultPath)
            yield return new($"{at}.path", Path, "its default while data.source=synthetic generates the faces; data.source=csv or folder reads it");
        if (Limit < 0) yield return new($"{at}.limit", Limit, "a whole number of at least 0");
        if (Fractions.Count != 3 || !Fractions.All(f => f is >= 0 and <= 1) || !(Math.Abs(Fractions.Sum() - 1) < 1e-6) || !(Fractions[0] > 0))
            yield return new($"{at}.fractions", Shown(Fractions), "three fractions that sum to 1, the first above 0");
        foreach (var (from, to) in Merge)
            if (MergeFault(from, to) is { } expected)
                yield return new($"{at}.merge", $"{from}: {to}", expected);
    }

    private string? MergeFault(string from, string to)
    {
        var names = Ferplus == NoFerplus ? ClassNames.Fer2013 : ClassNames.FerPlus;
        foreach (var name in new[] { from, to })
            if (!names.Contains(name))
                return ExpectedNames.Of(name, names);
        if (from == to)
            return "two different classes";
        return Merge.ContainsKey(to) ? $"a class that stays; {to} is merged itself" : null;
    }

    private static string Shown(IEnumerable<double> numbers) =>
        $"[{string.Join(", ", numbers.Select(number => NumberText.Of(number)))}]";
}
