using System.Buffers.Text;
using System.Text;
using CsvHelper;
using FerTrain.Core;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>FER2013's CSV: a label, 2,304 grey values and a Usage in each row, in any order of columns.</summary>
internal sealed class FaceCsv
{
    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        // No field of this format spans lines, so one stray quote must not swallow the rows after it.
        AllowLineBreaksInQuotes = false,
        TrackLineNumbers = true,
        BufferSize = 1 << 20,
        MaxRecordSize = 1 << 20,
    };

    private static readonly byte[][] UsageNames = [.. Enum.GetNames<Usage>().Select(Encoding.UTF8.GetBytes)];

    private readonly CsvReader _csv;
    private readonly string _file;
    private readonly Action<FormatProblem>? _report;
    private readonly int _emotion, _pixels, _usage;

    private FaceCsv(CsvReader csv, string file, Action<FormatProblem>? report)
    {
        (_csv, _file, _report) = (csv, file, report);
        csv.ReadHeader();
        if (csv.Headers.Count == 0)
            throw new UserError($"{file} is empty. Expected a header (emotion, pixels, Usage) and rows.");
        _emotion = Column("emotion");
        _pixels = Column("pixels");
        _usage = Column("Usage");
    }

    /// <summary>
    /// Reads all rows. Without <paramref name="report"/> the first bad field is an error; with it each bad field
    /// is reported and its row left out.
    /// </summary>
    public static FaceSet Read(Stream stream, string file, Action<FormatProblem>? report = null)
    {
        using var csv = CsvReader.Create(stream, Options, leaveOpen: true);
        try
        {
            return new FaceCsv(csv, file, report).ReadRows();
        }
        catch (CsvFormatException malformed)
        {
            throw new UserError($"{file}: not FER2013's CSV: {malformed.Message}", malformed);
        }
    }

    private FaceSet ReadRows()
    {
        var faces = new FaceSetBuilder();
        var rows = 0;
        while (_csv.Read())
        {
            if (IsBlank(_csv.RawRecord))
                continue;
            rows++;
            if (ReadRow(faces.NextFace()) is var (label, usage))
                faces.Add(label, usage);
        }

        if (rows == 0)
            throw new UserError($"{_file} has a header but no rows.");
        return faces.Build();
    }

    private (byte Label, Usage Usage)? ReadRow(Span<byte> face)
    {
        if (_csv.FieldCount != _csv.Headers.Count)
        {
            Report("columns", $"{_csv.FieldCount}, expected {_csv.Headers.Count}");
            return null;
        }

        var label = ReadLabel();
        var hasFace = PixelText.TryParse(_csv.GetSpan(_pixels), face);
        if (!hasFace)
            Report("pixels", PixelText.Explain(_csv.GetSpan(_pixels), face.Length));
        var usage = ReadUsage();
        return hasFace && label is { } l && usage is { } u ? (l, u) : null;
    }

    private byte? ReadLabel()
    {
        var text = _csv.GetSpan(_emotion).Trim((byte)' ');
        if (Utf8Parser.TryParse(text, out byte label, out var used) && used == text.Length && label < ClassNames.Fer2013.Count)
            return label;
        var accepted = string.Join(", ", ClassNames.Fer2013.Select((name, i) => $"{i} {name}"));
        Report("emotion", $"unknown label '{Quote(text)}'. Accepted: {accepted}.");
        return null;
    }

    private Usage? ReadUsage()
    {
        var text = _csv.GetSpan(_usage).Trim((byte)' ');
        for (var i = 0; i < UsageNames.Length; i++)
        {
            if (text.SequenceEqual(UsageNames[i]))
                return (Usage)i;
        }

        Report("Usage", $"unknown Usage '{Quote(text)}'. {NearestName.Hint(Quote(text), Enum.GetNames<Usage>())}");
        return null;
    }

    private void Report(string field, string message)
    {
        var problem = new FormatProblem(_csv.RowNumber, _csv.LineNumber, field, message);
        if (_report is null)
            throw new UserError($"{_file}: {problem}");
        _report(problem);
    }

    private int Column(string name)
    {
        for (var i = 0; i < _csv.Headers.Count; i++)
        {
            if (_csv.Headers[i].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return i;
        }

        var found = _csv.Headers.Take(6).Select(header => PixelText.Shorten(header.Trim())).ToArray();
        var near = NearestName.Find(name, found) is { } header ? $" Is '{header}' meant?" : "";
        throw new UserError($"{_file}: the column '{name}' is missing. Found: {string.Join(", ", found)}.{near}");
    }

    private static string Quote(ReadOnlySpan<byte> text) => PixelText.Shorten(Encoding.UTF8.GetString(text));

    private static bool IsBlank(ReadOnlySpan<byte> record) => record.Trim(" \t\r"u8).IsEmpty;
}
