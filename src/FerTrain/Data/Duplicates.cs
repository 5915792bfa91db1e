namespace FerTrain.Data;

/// <summary>Finds rows that repeat an earlier one.</summary>
internal static class Duplicates
{
    /// <summary>Returns the rows that equal no earlier one in label, pixels and Usage.</summary>
    public static IReadOnlyList<int> Distinct(FaceSet faces)
    {
        var seen = new HashSet<int>(faces.Count, new RowComparer(faces));
        return [.. Enumerable.Range(0, faces.Count).Where(seen.Add)];
    }

    private sealed class RowComparer(FaceSet faces) : IEqualityComparer<int>
    {
        private readonly PixelComparer _pixels = new(faces);

        public bool Equals(int x, int y) =>
            faces.Labels[x] == faces.Labels[y] && faces.Usages[x] == faces.Usages[y] && _pixels.Equals(x, y);

        public int GetHashCode(int row) => _pixels.GetHashCode(row);
    }
}

/// <summary>Finds faces of one split that also occur in another, so that a score without them can be given.</summary>
internal static class DataLeakage
{
    /// <summary>For each of <paramref name="rows"/>, whether its pixels occur in <paramref name="against"/>.</summary>
    public static bool[] Mask(FaceSet faces, IEnumerable<int> rows, IEnumerable<int> against)
    {
        var known = new HashSet<int>(against, new PixelComparer(faces));
        return [.. rows.Select(known.Contains)];
    }
}

/// <summary>Compares rows by their pixels alone.</summary>
internal sealed class PixelComparer(FaceSet faces) : IEqualityComparer<int>
{
    public bool Equals(int x, int y) => x == y || faces.Face(x).SequenceEqual(faces.Face(y));

    public int GetHashCode(int row)
    {
        var hash = new HashCode();
        hash.AddBytes(faces.Face(row));
        return hash.ToHashCode();
    }
}
