namespace FerTrain.Data;

/// <summary>
/// What FER+'s votes make of a face, by the rules of its authors' code (Barsoum et al., 2016, arXiv:1608.01041).
/// A single vote never counts. Votes stand in the order of <see cref="Core.ClassNames.FerPlus"/>, then unknown, then no face.
/// </summary>
internal static class FerPlusVotes
{
    public const int Classes = 8;
    public const int Columns = Classes + 2;

    private const int MostClasses = 3;

    /// <summary>The class with more than half of the votes; null where none has, or where those say unknown or no face.</summary>
    public static byte? Majority(ReadOnlySpan<byte> votes)
    {
        var total = Total(votes);
        for (byte label = 0; label < Classes; label++)
        {
            if (votes[label] > 1 && votes[label] * 2 > total)
                return label;
        }

        return null;
    }

    /// <summary>
    /// SoftLabels of the leading classes: as many as make up three quarters of the votes, at most three, and none that has fewer
    /// than unknown or no face. All zero where they have no more than half of all votes, or where a tie makes them more than three.
    /// </summary>
    public static void ToSoftLabel(ReadOnlySpan<byte> votes, Span<float> softLabel)
    {
        var total = Total(votes);
        int kept = 0, classes = 0;
        softLabel.Clear();
        for (var level = byte.MaxValue; level > 1 && kept * 4 < total * 3 && classes < MostClasses; level--)
        {
            for (var label = 0; label < Classes; label++)
            {
                if (votes[label] != level) continue;
                softLabel[label] = level;
                kept += level;
                classes++;
            }

            if (votes[Classes..].Contains(level)) break;
        }

        var isClear = kept * 2 > total && classes <= MostClasses;
        for (var label = 0; label < Classes; label++)
            softLabel[label] = isClear ? softLabel[label] / kept : 0;
    }

    private static int Total(ReadOnlySpan<byte> votes)
    {
        var total = 0;
        foreach (var count in votes)
            total += count > 1 ? count : 0;
        return total;
    }
}
