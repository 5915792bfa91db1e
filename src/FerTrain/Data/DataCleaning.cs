namespace FerTrain.Data;

/// <summary>
/// Selects the rows that <c>data clean</c> keeps. Of rows of one image with different labels none is kept, because it is unknown
/// which label is right. Of the others, those of the last Usage are kept (PrivateTest, then PublicTest, then Training), so that
/// scores stay comparable and training has no test face; and of these the first.
/// </summary>
internal sealed record DataCleaning(IReadOnlyList<int> Kept, int Conflicts, int Leaks, int Duplicates)
{
    /// <param name="faces">All faces.</param>
    /// <param name="images">The rows of each image.</param>
    /// <param name="keepConflicts">Whether to keep the first row of each label of an image.</param>
    public static DataCleaning Of(FaceSet faces, IEnumerable<int[]> images, bool keepConflicts)
    {
        var kept = new List<int>();
        int conflicts = 0, leaks = 0, duplicates = 0;
        foreach (var rows in images)
        {
            if (!keepConflicts && rows.Any(row => faces.Labels[row] != faces.Labels[rows[0]]))
            {
                conflicts += rows.Length;
                continue;
            }

            var last = rows.Max(row => faces.Usages[row]);
            int[] unseen = [.. rows.Where(row => faces.Usages[row] == last)];
            int[] first = [.. unseen.DistinctBy(row => faces.Labels[row])];
            (leaks, duplicates) = (leaks + rows.Length - unseen.Length, duplicates + unseen.Length - first.Length);
            kept.AddRange(first);
        }

        return new([.. kept.Order()], conflicts, leaks, duplicates);
    }
}
