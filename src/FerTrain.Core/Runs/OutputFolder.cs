using FerTrain.Core.Errors;

namespace FerTrain.Core.Runs;

/// <summary>A folder that files are to be written to.</summary>
public static class OutputFolder
{
    /// <summary>Makes it, and those above it, where it is missing.</summary>
    /// <exception cref="UserError">It can't be made.</exception>
    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be made: {error.Message}", error);
        }
    }
}
