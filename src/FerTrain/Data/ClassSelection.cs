using FerTrain.Core;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>Merges classes into others (<c>data.merge</c>); the remaining classes keep their order.</summary>
internal static class ClassMerge
{
    /// <exception cref="UserError">A class is unknown, or is both merged and a target.</exception>
    public static FaceSet Apply(FaceSet faces, IReadOnlyDictionary<string, string> merge)
    {
        if (merge.Count == 0)
            return faces;
        foreach (var name in merge.Keys.Concat(merge.Values))
            ClassSelection.RequireKnown("data.merge", name, faces.ClassNames);
        if (merge.Values.FirstOrDefault(merge.ContainsKey) is { } vanished)
            throw new UserError($"data.merge merges '{vanished}' into another class and another class into '{vanished}'. Expected: a class that remains as the target.");

        return ClassSelection.Relabel(faces, [.. faces.ClassNames.Union(merge.Values).Except(merge.Keys)], name => merge.GetValueOrDefault(name, name));
    }
}

/// <summary>Selects classes and their order (<c>data.classes</c>); faces of the others become <see cref="FaceSet.Unlabelled"/>.</summary>
internal static class ClassSelection
{
    /// <exception cref="UserError">A class is unknown.</exception>
    public static FaceSet Apply(FaceSet faces, IReadOnlyList<string> classes)
    {
        if (classes.Count == 0)
            return faces;
        foreach (var name in classes)
            RequireKnown("data.classes", name, faces.ClassNames);
        return Relabel(faces, classes, name => name);
    }

    /// <summary>Accepts an expression of which the data have no faces, but no other unknown name.</summary>
    internal static void RequireKnown(string key, string name, IReadOnlyList<string> names)
    {
        if (!names.Contains(name) && !ClassNames.FerPlus.Contains(name))
            throw UserError.UnknownName($"class in {key}", name, names);
    }

    /// <summary>Gives each face the number that its class has in <paramref name="names"/> under the name that <paramref name="rename"/> gives.</summary>
    internal static FaceSet Relabel(FaceSet faces, IReadOnlyList<string> names, Func<string, string> rename)
    {
        var order = names.ToList();
        byte[] newLabel = [.. faces.ClassNames.Select(name => order.IndexOf(rename(name)) is >= 0 and var label ? (byte)label : FaceSet.Unlabelled)];
        byte[] labels = [.. faces.Labels.Select(label => label == FaceSet.Unlabelled ? label : newLabel[label])];
        if (faces.SoftLabels is null) return new FaceSet(faces.Pixels, labels, faces.Usages, names);
        var relabelled = new FaceSet(faces.Pixels, labels, faces.Usages, names, AddUp(faces, newLabel, names.Count));
        for (var row = 0; row < labels.Length; row++)
            if (labels[row] != FaceSet.Unlabelled) labels[row] = Largest(relabelled.SoftLabelOf(row), labels[row]);
        return relabelled;
    }

    /// <summary>Gives the class with the largest fraction, which two merged classes can be together; of equals the one that it was.</summary>
    private static byte Largest(ReadOnlySpan<float> fractions, byte before)
    {
        var largest = before;
        for (var label = 0; label < fractions.Length; label++)
            if (fractions[label] > fractions[largest]) largest = (byte)label;
        return largest;
    }

    /// <summary>Adds up the fractions of classes that become one; those of the remaining classes again sum to 1.</summary>
    private static float[] AddUp(FaceSet faces, byte[] newLabel, int classes)
    {
        var softLabels = new float[faces.Count * classes];
        for (var row = 0; row < faces.Count; row++)
        {
            var before = faces.SoftLabelOf(row);
            var after = softLabels.AsSpan(row * classes, classes);
            var left = 0f;
            for (var label = 0; label < before.Length; label++)
            {
                if (newLabel[label] == FaceSet.Unlabelled) left += before[label];
                else after[newLabel[label]] += before[label];
            }

            if (left is > 0 and < 1)
            {
                foreach (ref var fraction in after) fraction /= 1 - left;
            }
        }

        return softLabels;
    }
}
