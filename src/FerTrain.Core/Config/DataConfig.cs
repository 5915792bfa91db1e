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
    Holdout,
    Sequential,
}

/// <summary>Parts of the split whose faces validate.</summary>
public enum ValidationFaces
{
    Val,
    Train,
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

    /// <summary>The value of <see cref="DropRows"/> that drops none.</summary>
    public const string NoRows = "none";

    private const string DefaultPath = "data/fer2013.csv";

    /// <summary>csv reads the file <c>path</c>; folder reads the class folders in it; synthetic generates faces and needs no file.</summary>
    public DataSource Source { get; init; } = DataSource.Csv;

    /// <summary>fer2013.csv or icml_face_data.csv, plain or as .gz, .zip or .tar.gz; or a folder of class folders.</summary>
    public string Path { get; init; } = DefaultPath;

    /// <summary>Number of faces that the synthetic source generates.</summary>
    public int SyntheticCount { get; init; } = 7000;

    /// <summary>usage follows the file's Usage column (Training, PublicTest, PrivateTest); the others use <c>fractions</c>. random is scikit-learn's train_test_split, row by row: the test part, then the validation part of the rest, both with random_state=<c>seed</c>. holdout splits off both at once, the test rows first; sequential cuts in file order, train, val, test.</summary>
    public SplitMethod Split { get; init; } = SplitMethod.Usage;

    /// <summary>Fractions of train, val and test in every split but usage; a part of 0 is not split off.</summary>
    public IReadOnlyList<double> Fractions { get; init; } = [0.8, 0.1, 0.1];

    /// <summary>Fraction of the training rows that validates where a split by usage has no validation rows: taken at random, in the proportions of the classes; 0 takes none.</summary>
    public double ValFraction { get; init; }

    /// <summary>Seed, 0 to 4294967295, of the random and holdout splits, of <c>val_fraction</c>, of the folds, of oversampling and of the synthetic source.</summary>
    public long Seed { get; init; }

    /// <summary>Keep the proportions of the classes equal in all parts of a random split, as scikit-learn's stratify does.</summary>
    public bool Stratify { get; init; }

    /// <summary>Part whose faces choose the epoch: val, or train, which validates on the training faces, as some published work does, and says nothing about new faces; the val part is then unused.</summary>
    public ValidationFaces ValidateOn { get; init; } = ValidationFaces.Val;

    /// <summary>Number of folds that the training rows are divided into, one of which validates in the place of the val part, for cross-validation: with the proportions of the classes, and equal images in one fold; 0 for none.</summary>
    public int Folds { get; init; }

    /// <summary>Fold that validates, from 0; the others train.</summary>
    public int Fold { get; init; }

    /// <summary>Classes to merge into others, for example {disgust: angry}.</summary>
    public IReadOnlyDictionary<string, string> Merge { get; init; } = new Dictionary<string, string>();

    /// <summary>Classes to train on after <c>merge</c>, in the order of the outputs, for example [angry, happy, sad]; faces of other classes are left out. Empty takes all classes of the file, or those of which the folder holds a folder.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Drop rows equal to an earlier row in all three columns, before splitting.</summary>
    public bool DropDuplicates { get; init; }

    /// <summary>CSV file whose column row names rows of the data that are not trained on, as <c>data suspects</c> writes it; rows that validate or test stay. none trains on all.</summary>
    public string DropRows { get; init; } = NoRows;

    /// <summary>oversample repeats rows of rare classes in the training split; oversample_before_split does so before splitting, which leaks test faces into training, as some published work does; class_weights weights the loss; sampler samples every class equally often.</summary>
    public BalanceMethod Balance { get; init; } = BalanceMethod.None;

    /// <summary>fer2013new.csv of FER+, whose votes replace the labels of <c>path</c> row by row; none keeps the file's labels.</summary>
    public string Ferplus { get; init; } = NoFerplus;

    /// <summary>majority gives each face one label, before <c>merge</c>; probabilities samples a label in each epoch; cross_entropy trains on the fractions of the votes as soft labels (Barsoum et al., 2016).</summary>
    public FerPlusLabels FerplusLabels { get; init; } = FerPlusLabels.Majority;

    /// <summary>Use only this many rows of each split, for a quick trial; 0 uses all.</summary>
    public int Limit { get; init; }

    /// <summary>Lists all classes that the keys name.</summary>
    internal IReadOnlyCollection<string> NamedClasses => [.. Classes, .. Merge.Keys, .. Merge.Values];

    public IEnumerable<ConfigProblem> Problems(string at)
    {
        if (SyntheticCount is not (>= 70 and <= MostDrawn)) yield return new($"{at}.synthetic_count", SyntheticCount, $"70 to {MostDrawn}");
        if (Source == DataSource.Synthetic && Path != DefaultPath)
            yield return new($"{at}.path", Path, "its default while data.source=synthetic generates the faces; data.source=csv or folder reads it");
        if (Seed is not (>= 0 and <= uint.MaxValue)) yield return new($"{at}.seed", Seed, $"0 to {uint.MaxValue}");
        if (Limit < 0) yield return new($"{at}.limit", Limit, "a whole number of at least 0");
        if (Fractions.Count != 3 || !Fractions.All(f => f is >= 0 and <= 1) || !(Math.Abs(Fractions.Sum() - 1) < 1e-6) || !(Fractions[0] > 0))
            yield return new($"{at}.fractions", Shown(Fractions), "three fractions that sum to 1, the first above 0");
        else if (Split == SplitMethod.Usage && !Fractions.SequenceEqual(new DataConfig().Fractions))
            yield return new($"{at}.fractions", Shown(Fractions), "its default while data.split=usage takes the parts from the data");
        if (Balance == BalanceMethod.OversampleBeforeSplit && Split == SplitMethod.Usage)
            yield return new($"{at}.balance", EnumName.Of(Balance), "oversample while data.split=usage, which leaves every copy in the part of its face");
        if (FerplusLabels != FerPlusLabels.Majority && Ferplus == NoFerplus) yield return new($"{at}.ferplus_labels", EnumName.Of(FerplusLabels), "majority without data.ferplus");
        if (Stratify && Split != SplitMethod.Random) yield return new($"{at}.stratify", "true", "false unless data.split=random draws the parts");
        if (!(ValFraction is >= 0 and <= 0.5)) yield return new($"{at}.val_fraction", ValFraction, "0 to 0.5");
        else if (ValFraction > 0 && Split != SplitMethod.Usage) yield return new($"{at}.val_fraction", ValFraction, "0 while data.fractions says how many rows validate");
        if (Folds is not (0 or >= 2 and <= 100)) yield return new($"{at}.folds", Folds, "0, or 2 to 100");
        else if (Fold < 0 || Fold >= Math.Max(Folds, 1)) yield return new($"{at}.fold", Fold, Folds == 0 ? "0 without data.folds" : $"0 to {Folds - 1}");
        if (Folds > 0 && ValidateOn == ValidationFaces.Train) yield return new($"{at}.validate_on", "train", "val while data.folds takes a fold to validate on");
        if (Folds > 0 && ValFraction > 0) yield return new($"{at}.val_fraction", ValFraction, "0 while data.folds takes a fold to validate on");
        foreach (var (from, to) in Merge)
            if (MergeFault(from, to) is { } expected)
                yield return new($"{at}.merge", $"{from}: {to}", expected);
        if (Classes.Count == 1) yield return new($"{at}.classes", Classes[0], "at least two classes, or none for all");
        foreach (var (name, count) in Classes.CountBy(name => name))
            if (ClassFault(name, count) is { } expected)
                yield return new($"{at}.classes", name, expected);
    }

    /// <summary>Names the classes that these keys leave of FER2013's or FER+'s.</summary>
    internal IReadOnlyList<string> OutputClasses => Classes.Count > 0 ? Classes : [.. Labels.Where(name => !Merge.ContainsKey(name))];

    private IReadOnlyList<string> Labels => Ferplus == NoFerplus ? ClassNames.Fer2013 : ClassNames.FerPlus;

    private string? MergeFault(string from, string to)
    {
        if ((NameFault(from) ?? NameFault(to)) is { } fault)
            return fault;
        if (from == to)
            return "two different classes";
        return Merge.ContainsKey(to) ? $"a class that stays; {to} is merged itself" : null;
    }

    private string? ClassFault(string name, int count) =>
        NameFault(name)
        ?? (Merge.TryGetValue(name, out var into) ? $"a class that stays; {name} is merged into {into}" : count > 1 ? "each class once" : null);

    /// <summary>A folder names its classes itself.</summary>
    private string? NameFault(string name) => Source == DataSource.Folder || Labels.Contains(name) ? null : ExpectedNames.Of(name, Labels);

    private static string Shown(IEnumerable<double> numbers) =>
        $"[{string.Join(", ", numbers.Select(number => NumberText.Of(number)))}]";
}
