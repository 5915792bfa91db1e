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
        return new FaceSet(faces.Pixels, [.. faces.Labels.Select(label => newLabel[label])], faces.Usages, kept);
    }
}
