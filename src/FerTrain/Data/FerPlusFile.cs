using System.Buffers.Text;
using CsvHelper;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>
/// Reads FER+'s fer2013new.csv: a Usage and ten counts of votes for each row of FER2013, in the same order. Its image names
/// are no key: their numbers are not those of the rows, some are blank and some occur twice.
/// </summary>
internal sealed class FerPlusFile
{
    private static readonly string[] VoteColumns =
        ["anger", "disgust", "fear", "happiness", "sadness", "surprise", "neutral", "contempt", "unknown", "NF"];

    private readonly CsvReader _csv;
    private readonly string _file;
    private readonly int _usage;
    private readonly int[] _votes;

    private FerPlusFile(CsvReader csv, string file)
    {
        (_csv, _file) = (csv, file);
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
            throw new UserError($"{file} is empty. Expected FER+'s header and rows.");
        _usage = csv.Column(file, "Usage");
        _votes = [.. VoteColumns.Select(name => csv.Column(file, name))];
    }

    /// <summary>The votes of all rows, in the columns of <see cref="FerPlusVotes"/>.</summary>
    /// <exception cref="UserError">The file cannot be read, or its rows are not those of <paramref name="faces"/>.</exception>
    public static byte[] Read(string path, FaceSet faces)
    {
        using var stream = Open(path);
        using var csv = CsvReader.Create(stream, CsvFields.Options, leaveOpen: true);
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
            return File.OpenRead(path);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            throw new UserError($"data.ferplus is '{path}': {error.Message} Accepted: FER+'s fer2013new.csv, or none.", error);
        }
    }

    private byte[] ReadRows(FaceSet faces)
    {
        var votes = new byte[faces.Count * FerPlusVotes.Columns];
        var row = 0;
        while (_csv.Read())
        {
            if (_csv.IsBlank())
                continue;
            if (row < faces.Count)
                ReadRow(faces.Usages[row], votes.AsSpan(row * FerPlusVotes.Columns, FerPlusVotes.Columns));
            row++;
        }

        return row == faces.Count
            ? votes
            : throw new UserError($"{_file} has {row} rows, the faces have {faces.Count}. FER+ is joined row by row, so both must be whole and in their own order.");
    }

    private void ReadRow(Usage expected, Span<byte> votes)
    {
        if (_csv.FieldCount != _csv.Headers.Count)
            throw Wrong("columns", $"{_csv.FieldCount}, expected {_csv.Headers.Count}");
        var usage = CsvFields.ParseUsage(_csv.Trimmed(_usage), out var fault) ?? throw Wrong("Usage", fault);
        if (usage != expected)
            throw Wrong("Usage", $"{usage}, but the face of that row is of {expected}. FER+ is joined row by row, so both must be whole and in their own order.");
        for (var i = 0; i < votes.Length; i++)
        {
            var text = _csv.Trimmed(_votes[i]);
            if (!Utf8Parser.TryParse(text, out votes[i], out var used) || used != text.Length)
                throw Wrong(VoteColumns[i], $"'{CsvFields.Quote(text)}' votes, accepted: whole numbers 0 to 255");
        }
    }

    private UserError Wrong(string field, string message) => new($"{_file}: {_csv.Problem(field, message)}");
}
