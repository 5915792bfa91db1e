using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Prepares the data that a config describes: loads, relabels, merges, splits and balances it.</summary>
internal static class DataPreparation
{
    /// <summary>Loads and prepares the data; images of a folder that differ in size are resized to <paramref name="size"/> pixels.</summary>
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
        var ferPlus = config.Ferplus == DataConfig.NoFerplus ? null : FerPlus.Relabel(loaded, config);
        var labelled = ferPlus?.Faces ?? loaded;
        var rows = config.DropDuplicates ? Duplicates.Distinct(labelled) : Enumerable.Range(0, labelled.Count);
        if (ferPlus is not null) rows = rows.Where(row => labelled.Labels[row] != FaceSet.Unlabelled);
        var faces = ClassMerge.Apply(labelled, config.Merge);
        var seeds = new Seeds(config.Seed);
        if (config.Balance == BalanceMethod.OversampleBeforeSplit)
            rows = RandomOversampler.Resample([.. rows], faces.Labels, seeds.Stream("oversample"));

        var split = Splitter.Split(faces, [.. rows], config);
        if (ferPlus is not null) split = OnlyScorable(split, ferPlus.HasMajority);
        if (config.Balance == BalanceMethod.OversampleBeforeSplit)
            warnings.Add(LeakWarning(faces, split));
        if (config.Balance == BalanceMethod.Oversample)
        {
            var train = RandomOversampler.Resample([.. split.Train], faces.Labels, seeds.Stream("oversample"));
            seeds.Stream("oversample order").Shuffle(train.AsSpan()); // otherwise data.limit would cut off only the repeats
            split = split with { Train = [.. train] };
        }

        return new PreparedData(faces, config.Limit > 0 ? Limit(split, config.Limit) : split, warnings);
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
        return string.Create(CultureInfo.InvariantCulture, $"balance=oversample_before_split: {leaked:N0} of {rows.Length:N0} ")
            + $"{name} faces are also training faces, so the {name} score is not measured on unseen faces; "
            + string.Create(CultureInfo.InvariantCulture, $"{repeated:N0} repeat another face, so the standard error is too small.");
    }
}

/// <summary>Holds faces with their final labels, their split into train, val and test, and warnings for the user.</summary>
public sealed record PreparedData(FaceSet Faces, DataSplit Split, IReadOnlyList<string> Warnings)
{
    /// <summary>
    /// Identifies the faces, labels and split: SHA-256 over pixels, labels, soft labels and the rows of each split, in hexadecimal.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Faces.Pixels);
        hash.AppendData(Faces.Labels);
        if (Faces.SoftLabels is { } softLabels) hash.AppendData(MemoryMarshal.AsBytes(softLabels.AsSpan()));
        foreach (var rows in new[] { Split.Train, Split.Val, Split.Test })
        {
            hash.AppendData([0xFF]);
            hash.AppendData(MemoryMarshal.AsBytes(rows.AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>Merges classes into others; the remaining classes keep their order.</summary>
internal static class ClassMerge
{
    public static FaceSet Apply(FaceSet faces, IReadOnlyDictionary<string, string> merge)
    {
        if (merge.Count == 0)
            return faces;
        var names = faces.ClassNames;
        foreach (var name in merge.Keys.Concat(merge.Values))
        {
            if (!names.Contains(name))
                throw UserError.UnknownName("class in data.merge", name, names);
        }

        if (merge.Values.FirstOrDefault(merge.ContainsKey) is { } vanished)
            throw new UserError($"data.merge merges '{vanished}' into another class and another class into '{vanished}'. Expected: a class that remains as the target.");

        var kept = names.Where(name => !merge.ContainsKey(name)).ToList();
        var newLabel = names.Select(name => (byte)kept.IndexOf(merge.GetValueOrDefault(name, name))).ToArray();
        byte[] labels = [.. faces.Labels.Select(label => label == FaceSet.Unlabelled ? label : newLabel[label])];
        return new FaceSet(faces.Pixels, labels, faces.Usages, kept, faces.SoftLabels is null ? null : AddUp(faces, newLabel, kept.Count));
    }

    private static float[] AddUp(FaceSet faces, byte[] newLabel, int classes)
    {
        var sums = new float[faces.Count * classes];
        for (var row = 0; row < faces.Count; row++)
        {
            var softLabels = faces.SoftLabelOf(row);
            for (var label = 0; label < softLabels.Length; label++)
                sums[row * classes + newLabel[label]] += softLabels[label];
        }

        return sums;
    }
}
