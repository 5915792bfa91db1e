using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace FerTrain.Data;

/// <summary>Writes rows of a set in FER2013's CSV format, gzipped where the name ends in .gz.</summary>
public static class FaceCsvWriter
{
    private static readonly byte[][] UsageNames = [.. Enum.GetNames<Usage>().Select(Encoding.UTF8.GetBytes)];

    public static void Write(string path, FaceSet faces, IEnumerable<int> rows) => AtomicFile.Write(path, file =>
    {
        var packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        using var stream = packed ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : file;
        stream.Write("emotion,pixels,Usage\n"u8);
        var line = new byte[faces.Size * faces.Size * 4 + 32];
        foreach (var row in rows)
            stream.Write(line.AsSpan(0, Format(faces, row, line)));
    });

    private static int Format(FaceSet faces, int row, Span<byte> line)
    {
        var at = Append(line, 0, faces.Labels[row], (byte)',');
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
