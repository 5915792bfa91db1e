using System.Security.Cryptography;
using System.Text;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Data;

/// <summary>
/// The files that a set of faces is read from, and two answers to whether they are still the same.
/// The content is a hash of every byte, and misses nothing. The stamp is quick: each file's length, time of writing, number on
/// its device and time of change. That last time is the system's own: it tells a file that was edited in place from before, even
/// if length and time of writing were put back. Only what goes round the file system is missed: a clock that was set back to
/// the very nanosecond, bytes changed on the disk itself, and pages written through a memory map that are not yet synced.
/// A file that changed less than two seconds ago, and all files on systems that do not tell the time of change (Windows and
/// macOS), have no stamp that counts, so that their content decides.
/// </summary>
/// <param name="path">The file or folder that a person named.</param>
/// <param name="files">The paths of all files, in order.</param>
/// <param name="settings">What else the faces depend on.</param>
internal sealed class SourceFiles(string path, IReadOnlyList<string> files, string settings)
{
    public string Path => path;

    /// <exception cref="UserError">A file is gone.</exception>
    public SourceStamp Stamp()
    {
        var isSettled = true;
        var hash = Hash(file =>
        {
            var status = FileStatus.Of(file);
            isSettled &= status.IsSettled();
            return Encoding.UTF8.GetBytes($"{status}");
        });
        return new(hash, isSettled);
    }

    /// <exception cref="UserError">A file cannot be read.</exception>
    public byte[] Content() => Hash(file =>
    {
        using var stream = InputFile.Open(file);
        return SHA256.HashData(stream);
    });

    private byte[] Hash(Func<string, byte[]> part)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(settings));
        foreach (var file in files)
        {
            try
            {
                hash.AppendData(part(file));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new UserError($"{file} cannot be read: {error.Message}", error);
            }
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>What a source looks like from outside.</summary>
/// <param name="Hash">Of what the system tells of each of its files.</param>
/// <param name="IsSettled">Whether every later change will change the hash.</param>
internal sealed record SourceStamp(byte[] Hash, bool IsSettled)
{
    public const int Bytes = SHA256.HashSizeInBytes;
}
