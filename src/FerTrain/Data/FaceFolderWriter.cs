using System.Globalization;
using FerTrain.Core.Files;

namespace FerTrain.Data;

/// <summary>Writes faces as PNG files in class folders under train, validation and test, named by row number from 0.</summary>
internal static class FaceFolderWriter
{
    /// <exception cref="Core.Errors.UserError">The folder is not empty or cannot be written.</exception>
    public static void Write(string folder, FaceSet faces, IReadOnlyCollection<int> rows, CancellationToken cancel)
    {
        OpenCvLibrary.Require();
        AtomicFolder.Create(folder, target =>
        {
            foreach (var usage in rows.Select(row => faces.Usages[row]).Distinct())
                foreach (var name in faces.ClassNames) // also the classes without faces, which readers of the folder expect
                    Directory.CreateDirectory(Path.Combine(target, FolderNames.Of(usage, name)));
            foreach (var row in rows)
            {
                cancel.ThrowIfCancellationRequested();
                File.WriteAllBytes(Path.Combine(target, NameOf(faces, row)), Png(faces, row));
            }
        });
    }

    private static string NameOf(FaceSet faces, int row) => Path.Combine(
        FolderNames.Of(faces.Usages[row], faces.ClassNames[faces.Labels[row]]),
        string.Create(CultureInfo.InvariantCulture, $"{row:D6}.png"));

    private static byte[] Png(FaceSet faces, int row)
    {
        using var face = GrayscaleImage.Of(faces, row);
        return face.ToBytes(".png");
    }
}
