namespace FerTrain.Data;

/// <summary>Finds faces of one part of the data that also occur in another, so that a score without them can be given.</summary>
public static class Leaks
{
    /// <summary>For each of <paramref name="rows"/>: whether its pixels occur in <paramref name="against"/>.</summary>
    public static bool[] Flag(FaceSet faces, IEnumerable<int> rows, IEnumerable<int> against)
    {
        var known = new HashSet<int>(against, new FacePixels(faces));
        return [.. rows.Select(known.Contains)];
    }
}
