using FerTrain.Core.Config;

namespace FerTrain.Data;

/// <summary>Holds the faces on their way from the source to the split, and counts them after each step.</summary>
internal sealed class DataSteps
{
    /// <summary>Names the step that leaves out faces of other classes.</summary>
    public const string Selected = "selected";

    private readonly List<DataStep> _counts = [];

    public DataSteps(FaceSet faces)
    {
        Faces = faces;
        Keep("rows", [.. Enumerable.Range(0, faces.Count)]);
    }

    public FaceSet Faces { get; private set; }

    /// <summary>Gives the rows that are left, without those of no class; an oversampled row occurs several times.</summary>
    public IReadOnlyList<int> Rows { get; private set; } = [];

    public IReadOnlyList<DataStep> Counts => _counts;

    public void Relabel(string step, FaceSet faces)
    {
        Faces = faces;
        Keep(step, Rows);
    }

    public void Keep(string step, IReadOnlyList<int> rows)
    {
        Rows = [.. rows.Where(row => Faces.Labels[row] != FaceSet.Unlabelled)];
        Count(step, Rows);
    }

    public void Count(DataSplit split)
    {
        foreach (var part in Enum.GetValues<SplitName>())
            Count(EnumName.Of(part), split.Rows(part));
    }

    public void Count(string step, IReadOnlyList<int> rows) => _counts.Add(new(step, Faces.Named(Faces.CountClasses(rows))));
}

/// <summary>Counts the faces of each class after a step of the preparation.</summary>
internal sealed record DataStep(string Name, IReadOnlyDictionary<string, int> Faces);
