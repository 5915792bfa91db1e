using System.Buffers.Text;
using CsvHelper;
using FerTrain.Core;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>FER2013's CSV: a label, 2,304 grey values and a Usage in each row, in any order of columns.</summary>
internal sealed class FaceCsv
{
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
        _emotion = csv.Column(file, "emotion");
        _pixels = csv.Column(file, "pixels");
        _usage = csv.Column(file, "Usage");
    }

    /// <summary>
    /// Reads all rows. Without <paramref name="report"/> the first bad field is an error; with it each bad field
    /// is reported and its row left out.
    /// </summary>
    public static FaceSet Read(Stream stream, string file, Action<FormatProblem>? report = null)
    {
        using var csv = CsvReader.Create(stream, CsvFields.Options, leaveOpen: true);
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
            if (_csv.IsBlank())
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
        var text = _csv.Trimmed(_emotion);
        if (Utf8Parser.TryParse(text, out byte label, out var used) && used == text.Length && label < ClassNames.Fer2013.Count)
            return label;
        var accepted = string.Join(", ", ClassNames.Fer2013.Select((name, i) => $"{i} {name}"));
        Report("emotion", $"unknown label '{CsvFields.Quote(text)}'. Accepted: {accepted}.");
        return null;
    }

    private Usage? ReadUsage()
    {
        var usage = CsvFields.ParseUsage(_csv.Trimmed(_usage), out var fault);
        if (usage is null)
            Report("Usage", fault);
        return usage;
    }

    private void Report(string field, string message)
    {
        var problem = _csv.Problem(field, message);
        if (_report is null)
            throw new UserError($"{_file}: {problem}");
        _report(problem);
    }
}
