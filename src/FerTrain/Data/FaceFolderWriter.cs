using System.Globalization;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;

namespace FerTrain.Data;

/// <summary>Writes faces as PNG files in class folders under train, validation and test, named by row number.</summary>
internal static class FaceFolderWriter
{
    /// <exception cref="UserError">The folder is not empty or cannot be written.</exception>
    public static void Write(string folder, FaceSet faces, IReadOnlyCollection<int> rows, CancellationToken cancel)
    {
        OpenCvLibrary.Require();
        if (Path.Exists(folder) && !(Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new UserError($"{folder} exists and is not an empty folder. Expected: a new folder or an empty one.");
        foreach (var usage in rows.Select(row => faces.Usages[row]).Distinct())
            foreach (var name in Core.ClassNames.Fer2013) // also the classes without faces, which readers of the folder expect
                OutputFolder.Create(Path.Combine(folder, FolderNames.Of(usage, name)));
        try
        {
            foreach (var row in rows)
            {
                cancel.ThrowIfCancellationRequested();
                File.WriteAllBytes(Path.Combine(folder, NameOf(faces, row)), Png(faces, row));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{folder} cannot be written: {error.Message}", error);
        }
    }

    private static string NameOf(FaceSet faces, int row) => Path.Combine(
        FolderNames.Of(faces.Usages[row], faces.ClassNames[faces.Labels[row]]),
        string.Create(CultureInfo.InvariantCulture, $"{row + 1:D6}.png"));

    private static byte[] Png(FaceSet faces, int row)
    {
        using var face = GrayscaleImage.Of(faces, row);
        return face.ToBytes(".png");
    }
}
