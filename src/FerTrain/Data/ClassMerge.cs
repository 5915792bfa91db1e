using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Folds classes into others; the ones that remain keep their order.</summary>
public static class ClassMerge
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
            throw new UserError($"data.merge folds '{vanished}' away and folds another class into it. Name the class that remains.");

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
