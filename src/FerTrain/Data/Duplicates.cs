namespace FerTrain.Data;

/// <summary>Finds rows that repeat an earlier one.</summary>
public static class Duplicates
{
    /// <summary>The rows without those that equal an earlier one in label, pixels and Usage.</summary>
    public static IReadOnlyList<int> Distinct(FaceSet faces)
    {
        var seen = new HashSet<int>(faces.Count, new WholeRow(faces));
        return [.. Enumerable.Range(0, faces.Count).Where(seen.Add)];
    }

    private sealed class WholeRow(FaceSet faces) : IEqualityComparer<int>
    {
        private readonly FacePixels _pixels = new(faces);

        public bool Equals(int x, int y) =>
            faces.Labels[x] == faces.Labels[y] && faces.Usages[x] == faces.Usages[y] && _pixels.Equals(x, y);

        public int GetHashCode(int row) => _pixels.GetHashCode(row);
    }
}
