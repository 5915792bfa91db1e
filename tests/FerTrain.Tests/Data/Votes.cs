using FerTrain.Data;

namespace FerTrain.Tests.Data;

/// <summary>Made-up files in the format of FER+.</summary>
internal static class Votes
{
    public const string Header = "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF";

    /// <summary>The columns of FER+ that our classes are, then unknown and no face.</summary>
    public static readonly int[] FileColumn = [4, 5, 6, 1, 3, 2, 0, 7, 8, 9];

    /// <summary>Anger takes the first place, as in <see cref="Core.ClassNames.FerPlus"/>.</summary>
    public static string Row(Usage usage, params int[] votes)
    {
        var cells = new int[FileColumn.Length];
        for (var i = 0; i < votes.Length; i++)
            cells[FileColumn[i]] = votes[i];
        return $"{usage},,{string.Join(',', cells)}";
    }

    public static string Csv(params IEnumerable<string> rows) => string.Concat(rows.Prepend(Header).Select(row => row + "\n"));

    /// <summary>
    /// Votes for faces: of every five rows of a class one goes to contempt, one is torn between its class and the next, one has
    /// no majority, one is no face, one is agreed on.
    /// </summary>
    public static string For(FaceSet faces) => Csv(Enumerable.Range(0, faces.Count).Select(row =>
    {
        var (label, votes) = (faces.Labels[row], new int[10]);
        var next = (label + 1) % 7;
        (votes[label], votes[next], votes[7], votes[9]) = (row / 7 % 5) switch
        {
            0 => (1, 0, 9, 0),
            1 => (6, 4, 0, 0),
            2 => (4, 4, 2, 0),
            3 => (0, 0, 0, 10),
            _ => (10, 0, 0, 0),
        };
        return Row(faces.Usages[row], votes);
    }));
}
