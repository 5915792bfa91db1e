using FerTrain.Core.Errors;
using FerTrain.Training;

namespace FerTrain.Export;

/// <summary>Writes files that stay only if they answer as the original does.</summary>
public sealed class VerifiedExport(ITrainedModel original, ExportFaces faces, ExportTolerance tolerance)
{
    /// <param name="path">The file, which another of that name is replaced by.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="open">Reads it again.</param>
    /// <param name="cancel">Removes it, too.</param>
    /// <exception cref="UserError">It cannot be written, or is beyond the tolerance and was removed.</exception>
    public ExportCheck Write(string path, Action write, Func<ITrainedModel> open, CancellationToken cancel)
    {
        write();
        var isVerified = false;
        try
        {
            var check = ExportCheck.Run(original, open(), faces, cancel);
            if (check.Fault(tolerance) is { } fault)
                throw new UserError($"{path} does not answer as {original.Path} does and was removed: of {check.Samples} faces, {fault}.");
            isVerified = true;
            return check;
        }
        finally
        {
            if (!isVerified) File.Delete(path);
        }
    }
}
