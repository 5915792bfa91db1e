using System.IO.Compression;
using CsvHelper;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Data;

/// <summary>Writes faces in FER2013's CSV format, compressed if the name ends in .gz.</summary>
internal static class FaceCsvWriter
{
    /// <summary>Writes the whole file or nothing; labels get FER2013's numbers of their classes.</summary>
    /// <exception cref="UserError">The faces are not 48 × 48, the name has another extension, or the file exists or cannot be written.</exception>
    public static void Write(string path, FaceSet faces, IEnumerable<int> rows, bool overwrite, CancellationToken cancel)
    {
        if (faces.Size != FaceSet.Fer2013Size)
            throw new UserError($"The faces have {faces.Size} × {faces.Size} pixels, but FER2013's CSV holds 48 × 48. Expected: --folder, which writes faces of any size.");
        if (!IsNamed(path, ".csv") && !IsNamed(path, ".csv.gz"))
            throw new UserError(
                $"{path}{(Directory.Exists(path) ? " is a folder." : " has another extension.")} Expected: a name that ends in .csv or .csv.gz, or data export --folder, which writes images.");
        if (faces.ClassNames.Except(ClassNames.Fer2013).FirstOrDefault() is { } unknown)
            throw new UserError($"FER2013's CSV has no number for '{unknown}'. Expected: --folder, or data of {string.Join(", ", ClassNames.Fer2013)}.");
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
        var labels = faces.ClassNames.Select(name => ClassNames.Fer2013.ToList().IndexOf(name)).ToArray();
        var pixels = new byte[faces.Size * faces.Size * PixelText.LongestValue];
        using var zip = compressed ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
        using var csv = CsvWriter.Create(zip ?? file, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteRecord("emotion", "pixels", "Usage");
        foreach (var row in rows)
        {
            csv.WriteField(labels[faces.Labels[row]]);
            csv.WriteField(PixelText.Format(faces.Face(row), pixels));
            csv.WriteField($"{faces.Usages[row]}");
            csv.EndRecord();
        }
    }

    private static bool IsNamed(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
