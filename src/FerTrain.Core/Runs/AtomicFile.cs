using System.Text;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Runs;

/// <summary>Replaces a file as a whole: whoever looks, and whenever the machine stops, finds the old content or the new.</summary>
public static class AtomicFile
{
    /// <summary>Text as UTF-8 without a byte order mark.</summary>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    public static void Write(string path, Action<Stream> write)
    {
        var temporary = path + ".tmp"; // in the same folder, so that the move is a rename
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be written: {error.Message}", error);
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }
}
