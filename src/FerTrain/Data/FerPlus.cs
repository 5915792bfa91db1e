using System.Buffers.Text;
using CsvHelper;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Data;

/// <summary>Holds faces with the labels of FER+ (Barsoum et al., 2016), for which ten annotators voted.</summary>
/// <param name="Faces">All faces; those without a usable label are <see cref="FaceSet.Unlabelled"/>.</param>
/// <param name="HasMajority">For each face, whether it can be scored, because most of its annotators agree.</param>
internal sealed record FerPlus(FaceSet Faces, bool[] HasMajority)
{
    /// <summary>
    /// Gives faces the labels that the config selects. With soft labels, the label is the class with most votes and serves
    /// only class balance and training accuracy.
    /// </summary>
    public static FerPlus Relabel(FaceSet faces, DataConfig config)
    {
        var votes = FerPlusFile.Read(config.Ferplus, faces);
        var softLabels = config.FerplusLabels == FerPlusLabels.Majority ? null : new float[faces.Count * FerPlusVotes.Classes];
        var labels = new byte[faces.Count];
        var hasMajority = new bool[faces.Count];
        for (var row = 0; row < faces.Count; row++)
        {
            var cast = votes.AsSpan(row * FerPlusVotes.Columns, FerPlusVotes.Columns);
            var majority = FerPlusVotes.Majority(cast);
            hasMajority[row] = majority is not null;
            labels[row] = softLabels is null
                ? majority ?? FaceSet.Unlabelled
                : MostVoted(cast, softLabels.AsSpan(row * FerPlusVotes.Classes, FerPlusVotes.Classes));
        }

        return new(new FaceSet(faces.Pixels, labels, faces.Usages, ClassNames.FerPlus, softLabels), hasMajority);
    }

    private static byte MostVoted(ReadOnlySpan<byte> votes, Span<float> softLabel)
    {
        FerPlusVotes.ToSoftLabel(votes, softLabel);
        var label = FaceSet.Unlabelled;
        for (byte other = 0; other < softLabel.Length; other++)
        {
            if (softLabel[other] > (label == FaceSet.Unlabelled ? 0 : softLabel[label])) label = other;
        }

        return label;
    }
}

/// <summary>
/// Reads FER+'s fer2013new.csv: a Usage and ten vote counts for each row of FER2013, in the same order. Its image names
/// cannot serve as a key: their numbers differ from the row numbers, some are blank and some occur twice.
/// </summary>
internal sealed class FerPlusFile
{
    private static readonly string[] VoteColumns =
        ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral", "contempt", "unknown", "NF"];

    private readonly CsvReader _csv;
    private readonly string _file;
    private readonly int _usage;
    private readonly int[] _votes;
    private int _row;

    private FerPlusFile(CsvReader csv, string file)
    {
        (_csv, _file) = (csv, file);
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
            throw new UserError($"{file} is empty. Expected FER+'s header and rows.");
        _usage = csv.Column(file, "Usage");
        _votes = [.. VoteColumns.Select(name => csv.Column(file, name))];
    }

    /// <summary>Reads the votes of all rows: rows × 10 counts in the order of <see cref="FerPlusVotes"/>.</summary>
    /// <exception cref="UserError">The file cannot be read, or its rows do not match <paramref name="faces"/>.</exception>
    public static byte[] Read(string path, FaceSet faces)
    {
        using var stream = Open(path);
        using var csv = CsvReader.Create(stream, CsvColumns.Options, leaveOpen: true);
        try
        {
            return new FerPlusFile(csv, path).ReadRows(faces);
        }
        catch (CsvFormatException malformed)
        {
            throw new UserError($"{path}: not FER+'s CSV: {malformed.Message}", malformed);
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return InputFile.Open(path);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UserError($"data.ferplus is '{path}': {error.Message} Expected: FER+'s fer2013new.csv, or none.", error);
        }
    }

    private byte[] ReadRows(FaceSet faces)
    {
        var votes = new byte[faces.Count * FerPlusVotes.Columns];
        while (_csv.Read())
        {
            if (_csv.IsBlank())
                continue;
            if (_row < faces.Count)
                ReadRow(faces.Usages[_row], votes.AsSpan(_row * FerPlusVotes.Columns, FerPlusVotes.Columns));
            _row++;
        }

        return _row == faces.Count
            ? votes
            : throw new UserError(
                $"{_file} has {Counted.Of(_row, "row")}, but there are {Counted.Of(faces.Count, "face")}. FER+ is joined row by row, so both files must be whole and in their original order.");
    }

    private void ReadRow(Usage expected, Span<byte> votes)
    {
        if (_csv.FieldCount != _csv.Headers.Count)
            throw Wrong("columns", $"{_csv.FieldCount}, expected {_csv.Headers.Count}");
        var usage = CsvColumns.ParseUsage(_csv.Trimmed(_usage), out var fault) ?? throw Wrong("Usage", fault);
        if (usage != expected)
            throw Wrong("Usage", $"{usage}, but the face of that row has {expected}. FER+ is joined row by row, so both files must be whole and in their original order.");
        for (var i = 0; i < votes.Length; i++)
        {
            var text = _csv.Trimmed(_votes[i]);
            if (!Utf8Parser.TryParse(text, out votes[i], out var used) || used != text.Length)
                throw Wrong(VoteColumns[i], $"'{CsvColumns.Quote(text)}' votes, expected: whole numbers 0 to 255");
        }
    }

    private UserError Wrong(string field, string message) => new($"{_file}: {_csv.Problem(_row, field, message)}");
}

/// <summary>
/// Turns FER+'s votes into labels by the rules of its authors' code (Barsoum et al., 2016, arXiv:1608.01041). A single
/// vote never counts. Votes are in the order of <see cref="Core.ClassNames.FerPlus"/>, then unknown, then no face.
/// </summary>
internal static class FerPlusVotes
{
    public const int Classes = 8;
    public const int Columns = Classes + 2;

    private const int MostClasses = 3;

    /// <summary>Returns the class with more than half of the votes; null if there is none, or if the majority says unknown or no face.</summary>
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
    /// Computes the soft label of the leading classes: as many as make up three quarters of the votes, at most three, and none
    /// with fewer votes than unknown or no face. It is all zero if they have at most half of all votes, or if a tie makes them
    /// more than three.
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
