using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Data;

/// <summary>Writes faces in FER2013's CSV format, compressed if the name ends in .gz.</summary>
public static class FaceCsvWriter
{
    private static readonly byte[][] UsageNames = [.. Enum.GetNames<Usage>().Select(Encoding.UTF8.GetBytes)];

    /// <summary>Writes the whole file or nothing; labels get FER2013's numbers of their classes.</summary>
    /// <exception cref="UserError">The faces are not 48 × 48, the name has another extension, or the file exists or cannot be written.</exception>
    public static void Write(string path, FaceSet faces, IEnumerable<int> rows, bool overwrite, CancellationToken cancel)
    {
        if (faces.Size != FaceSet.Fer2013Size)
            throw new UserError($"The faces have {faces.Size} × {faces.Size} pixels, but FER2013's CSV holds 48 × 48. Accepted: --folder, which writes faces of any size.");
        if (!IsNamed(path, ".csv") && !IsNamed(path, ".csv.gz"))
            throw new UserError($"{path}{(Directory.Exists(path) ? " is a folder." : " has another extension.")} Accepted: a name that ends in .csv or .csv.gz, or data export --folder, which writes images.");
        if (!overwrite && File.Exists(path))
            throw new UserError($"{path} exists. --force overwrites it.");
        AtomicFile.Write(path, file => Write(file, IsNamed(path, ".gz"), faces, rows.Select(Cancellable)));

        int Cancellable(int row)
        {
            cancel.ThrowIfCancellationRequested();
            return row;
        }
    }

    private static void Write(Stream file, bool compressed, FaceSet faces, IEnumerable<int> rows)
    {
        var labels = faces.ClassNames.Select(name => (byte)ClassNames.Fer2013.ToList().IndexOf(name)).ToArray();
        var line = new byte[faces.Size * faces.Size * 4 + 32];
        using var zip = compressed ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
        var stream = zip ?? file;
        stream.Write("emotion,pixels,Usage\n"u8);
        foreach (var row in rows)
            stream.Write(line.AsSpan(0, Format(faces, row, labels[faces.Labels[row]], line)));
    }

    private static bool IsNamed(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);

    private static int Format(FaceSet faces, int row, byte label, Span<byte> line)
    {
        var at = Append(line, 0, label, (byte)',');
        foreach (var pixel in faces.Face(row))
            at = Append(line, at, pixel, (byte)' ');
        line[at - 1] = (byte)',';
        UsageNames[(int)faces.Usages[row]].CopyTo(line[at..]);
        at += UsageNames[(int)faces.Usages[row]].Length;
        line[at] = (byte)'\n';
        return at + 1;
    }

    private static int Append(Span<byte> line, int at, byte value, byte after)
    {
        Utf8Formatter.TryFormat(value, line[at..], out var written);
        line[at + written] = after;
        return at + written + 1;
    }
}
