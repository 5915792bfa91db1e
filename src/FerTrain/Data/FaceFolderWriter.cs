using System.Globalization;
using FerTrain.Core;
using FerTrain.Core.Files;

namespace FerTrain.Data;

/// <summary>Writes faces into class folders under train, validation and test, named by their rows in the file or folder that they come from, from 0.</summary>
internal static class FaceFolderWriter
{
    /// <param name="folder">The new folder.</param>
    /// <param name="faces">The faces.</param>
    /// <param name="rows">Those of them to write.</param>
    /// <param name="origins">Where they come from: images of a folder are copied as they are, other faces become PNG files.</param>
    /// <param name="cancel">Cancels it, and leaves no folder.</param>
    /// <exception cref="Core.Errors.UserError">The folder is not empty or cannot be written.</exception>
    public static void Write(string folder, FaceSet faces, IReadOnlyCollection<int> rows, FaceOrigins origins, CancellationToken cancel)
    {
        OpenCvLibrary.Require();
        AtomicFolder.Create(folder, target =>
        {
            var written = rows.Select(row => faces.ClassNames[faces.Labels[row]]).ToHashSet();
            foreach (var usage in rows.Select(row => faces.Usages[row]).Distinct())
                foreach (var name in faces.ClassNames.Where(name => written.Contains(name) || ClassNames.FerPlus.Contains(name))) // an expression may have no face, another class not
                    Directory.CreateDirectory(Path.Combine(target, FolderNames.Of(usage, name)));
            foreach (var row in rows)
            {
                cancel.ThrowIfCancellationRequested();
                var stem = Path.Combine(
                    target, FolderNames.Of(faces.Usages[row], faces.ClassNames[faces.Labels[row]]), origins.FileRows[row].ToString("D6", CultureInfo.InvariantCulture));
                if (origins.ImageOf(row) is { } image) File.Copy(image, stem + Path.GetExtension(image));
                else File.WriteAllBytes($"{stem}.png", Png(faces, row));
            }
        });
    }

    private static byte[] Png(FaceSet faces, int row)
    {
        using var face = GrayscaleImage.Of(faces, row);
        return face.ToBytes(".png");
    }
}
