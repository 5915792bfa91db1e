using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Runs;

namespace FerTrain.Data;

/// <summary>Prepares the data that a config describes: loads, relabels, merges and selects classes, splits and balances it.</summary>
internal static class DataPreparation
{
    /// <summary>Loads and prepares the data; images of a folder that are larger or differ in size are resized to <paramref name="size"/> pixels.</summary>
    /// <exception cref="FerTrain.Core.Errors.UserError">The data cannot be read or does not fit the config.</exception>
    public static PreparedData Prepare(DataConfig config, int size = FaceSet.Fer2013Size)
    {
        var warnings = new List<string>();
        return Prepare(FaceSource.Load(config, size, warnings), config, warnings);
    }

    /// <summary>Prepares faces that are already loaded.</summary>
    public static PreparedData Prepare(FaceSet faces, DataConfig config) => Prepare(faces, config, []);

    private static PreparedData Prepare(FaceSet loaded, DataConfig config, List<string> warnings)
    {
        var seeds = new Seeds(config.Seed);
        var ferPlus = config.Ferplus == DataConfig.NoFerplus ? null : FerPlus.Relabel(loaded, config);
        var steps = new DataSteps(ferPlus?.Faces ?? loaded);
        var changes = new DataChanges();
        if (ferPlus is not null) changes.Unlabelled(steps.Faces);
        if (config.DropDuplicates) steps.Keep("distinct", changes.Dropped(steps.Rows.Count, Duplicates.Distinct(steps.Faces).Where(row => steps.Faces.Labels[row] != FaceSet.Unlabelled)));
        changes.Merged(steps, config.Merge);
        if (config.Merge.Count > 0) steps.Relabel("merged", ClassMerge.Apply(steps.Faces, config.Merge));
        if (config.Classes.Count > 0) steps.Relabel(DataSteps.Selected, changes.Selected(steps, ClassSelection.Apply(steps.Faces, config.Classes)));
        var faces = steps.Faces;
        if (config.Balance == BalanceMethod.OversampleBeforeSplit)
            steps.Keep("oversampled", RandomOversampler.Resample([.. steps.Rows], faces.Labels, seeds.Stream("oversample")));

        var split = Splitter.Split(faces, [.. steps.Rows], config);
        if (config.ValFraction > 0 && steps.Rows.Any(row => faces.Usages[row] == Usage.PublicTest))
            warnings.Add(string.Create(CultureInfo.InvariantCulture,
                $"data.val_fraction takes no rows from training: the data has {split.Val.Length:N0} validation rows of its own."));
        if (config.Folds > 0)
        {
            if (config.Limit > 0) split = changes.Limited(split, Limit(split, config.Limit), config.Limit); // the folds divide the rows that are left
            split = changes.Folded(Folds.Split(faces, split, config), config);
        }

        if (config.DropRows != DataConfig.NoRows) split = changes.NotTrained(split, DroppedRows.Without(split, DroppedRows.Read(config.DropRows, faces.Count)), config.DropRows);
        if (ferPlus is not null) split = changes.Scorable(split, OnlyScorable(split, ferPlus.HasMajority));
        if (config.ValidateOn == ValidationFaces.Train)
        {
            split = split with { Val = split.Train };
            warnings.Add("data.validate_on=train: the validation faces are the training faces, so val_loss, val_accuracy and the choice of the epoch say nothing about new faces.");
        }

        steps.Count(split);
        if (config.Balance == BalanceMethod.OversampleBeforeSplit)
            warnings.Add(LeakWarning(faces, split));
        if (config.Balance == BalanceMethod.Oversample)
        {
            var train = RandomOversampler.Resample([.. split.Train], faces.Labels, seeds.Stream("oversample"));
            seeds.Stream("oversample order").Shuffle(train.AsSpan()); // otherwise data.limit would cut off only the repeats
            split = split with { Train = [.. train] };
            steps.Count("balanced", split.Train);
        }

        changes.Balanced(split, config.Balance);
        if (config.Limit > 0 && config.Folds == 0) split = changes.Limited(split, Limit(split, config.Limit), config.Limit);
        return new PreparedData(faces, split, warnings) { Steps = steps.Counts, Changes = changes.Sentences };
    }

    private static DataSplit OnlyScorable(DataSplit split, bool[] hasMajority) =>
        split with { Val = [.. split.Val.Where(row => hasMajority[row])], Test = [.. split.Test.Where(row => hasMajority[row])] };

    private static DataSplit Limit(DataSplit split, int rows) =>
        new([.. split.Train.Take(rows)], [.. split.Val.Take(rows)], [.. split.Test.Take(rows)]);

    private static string LeakWarning(FaceSet faces, DataSplit split)
    {
        var (name, rows) = split.Test.IsEmpty ? ("val", split.Val) : ("test", split.Test);
        var leaked = DataLeakage.Mask(faces, rows, split.Train).Count(isLeak => isLeak);
        var repeated = rows.Length - rows.Distinct().Count();
        return string.Create(CultureInfo.InvariantCulture, $"data.balance=oversample_before_split: {leaked:N0} of {rows.Length:N0} ")
            + $"{name} faces are also training faces, so the {name} score is not measured on unseen faces; "
            + string.Create(CultureInfo.InvariantCulture, $"{repeated:N0} repeat another face, so the standard error is too small.");
    }
}

/// <summary>Holds faces with their final labels, their split into train, val and test, and warnings for the user.</summary>
public sealed record PreparedData(FaceSet Faces, DataSplit Split, IReadOnlyList<string> Warnings)
{
    /// <summary>Counts the faces of each class after each step of the preparation.</summary>
    internal IReadOnlyList<DataStep> Steps { get; init; } = [];

    /// <summary>Says in sentences what the config dropped, merged, repeated or left out.</summary>
    internal IReadOnlyList<string> Changes { get; init; } = [];

    /// <summary>Holds faces × classes: the soft labels that teachers give the training faces; null without teachers.</summary>
    internal float[]? TeacherLabels { get; init; }

    /// <summary>The validation rows that are no training rows, which a temperature may be fitted on.</summary>
    internal ImmutableArray<int> UnseenVal
    {
        get
        {
            var trained = Split.Train.ToHashSet();
            return [.. Split.Val.Where(row => !trained.Contains(row))];
        }
    }

    /// <summary>
    /// Identifies the faces, labels and split: SHA-256 over pixels, labels, the names of other classes than
    /// FER2013's, soft labels and the rows of each split, in hexadecimal.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Faces.Pixels);
        hash.AppendData(Faces.Labels);
        if (!Faces.ClassNames.SequenceEqual(ClassNames.Fer2013)) hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\0', Faces.ClassNames)));
        if (Faces.SoftLabels is { } softLabels) hash.AppendData(MemoryMarshal.AsBytes(softLabels.AsSpan()));
        foreach (var rows in new[] { Split.Train, Split.Val, Split.Test })
        {
            hash.AppendData([0xFF]);
            hash.AppendData(MemoryMarshal.AsBytes(rows.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Counts the faces of each split and class, as a run records them.</summary>
    internal DataRecord Record() => new()
    {
        Classes = Faces.ClassNames,
        Splits = Enum.GetValues<SplitName>().ToDictionary(EnumName.Of, IReadOnlyList<int> (split) => Faces.CountClasses(Split.Rows(split))),
        Changes = Changes,
    };
}
