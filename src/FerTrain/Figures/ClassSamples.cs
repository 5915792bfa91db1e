using FerTrain.Data;

namespace FerTrain.Figures;

/// <summary>Draws a row of faces for each class.</summary>
internal static class ClassSamples
{
    private const int FacesPerClass = 10;

    /// <param name="rows">The rows to sample from, evenly over their order.</param>
    public static Figure Draw(FaceSet faces, IEnumerable<int> rows)
    {
        var byClass = rows.Distinct().ToLookup(row => (int)faces.Labels[row]);
        var shown = faces.ClassNames.Select((_, label) => Evenly([.. byClass[label]]).Select(row => new FaceTile(faces.Face(row).ToArray())).ToArray());
        return new FaceGrid([.. shown], faces.ClassNames).Draw("Faces by class");
    }

    private static IEnumerable<int> Evenly(int[] rows)
    {
        var count = Math.Min(rows.Length, FacesPerClass);
        return Enumerable.Range(0, count).Select(i => rows[(long)i * rows.Length / count]);
    }
}
