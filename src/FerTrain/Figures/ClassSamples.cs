using FerTrain.Data;

namespace FerTrain.Figures;

/// <summary>A row of faces of each class.</summary>
public static class ClassSamples
{
    private const int FacesPerClass = 10;

    /// <param name="faces">Whose images are shown.</param>
    /// <param name="rows">The ones to choose from, evenly over their order.</param>
    public static Figure Draw(FaceSet faces, IEnumerable<int> rows)
    {
        var byClass = rows.Distinct().ToLookup(row => (int)faces.Labels[row]);
        var shown = faces.ClassNames.Select((_, label) => Spread([.. byClass[label]]).Select(row => new FaceTile(faces.Face(row).ToArray())).ToArray());
        return new FaceGrid([.. shown], faces.ClassNames).Draw("Faces by class");
    }

    private static IEnumerable<int> Spread(int[] rows)
    {
        var count = Math.Min(rows.Length, FacesPerClass);
        return Enumerable.Range(0, count).Select(i => rows[(long)i * rows.Length / count]);
    }
}
