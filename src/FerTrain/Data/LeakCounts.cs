namespace FerTrain.Data;

/// <summary>How many rows of one Usage have pixels that also occur in another.</summary>
public sealed record LeakCounts(int PublicInTraining, int PrivateInTraining, int PrivateInTrainingOrPublic)
{
    /// <summary>Counts over groups of rows with equal pixels.</summary>
    internal static LeakCounts Of(FaceSet faces, IReadOnlyList<int[]> images)
    {
        int Count(Usage part, params Usage[] others) => images
            .Where(rows => rows.Any(row => others.Contains(faces.Usages[row])))
            .Sum(rows => rows.Count(row => faces.Usages[row] == part));

        return new(
            Count(Usage.PublicTest, Usage.Training),
            Count(Usage.PrivateTest, Usage.Training),
            Count(Usage.PrivateTest, Usage.Training, Usage.PublicTest));
    }
}
