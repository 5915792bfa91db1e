using System.Security.Cryptography;
using System.Text;
using FerTrain.Core.Errors;

namespace FerTrain.Core.Files;

/// <summary>Opens files that a person or a config names: a pipe would be waited for, and a device never ends.</summary>
internal static class InputFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="IOException">The file is missing, or a folder, a pipe or a device.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream Open(string path)
    {
        RequireRegular(path);
        return File.OpenRead(path);
    }

    /// <inheritdoc cref="Open"/>
    public static byte[] ReadAllBytes(string path)
    {
        RequireRegular(path);
        return File.ReadAllBytes(path);
    }

    /// <summary>Reads UTF-8 text, without its byte order mark.</summary>
    /// <exception cref="IOException">The file is missing, a folder, a pipe or a device, or not UTF-8.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static string ReadText(string path)
    {
        try
        {
            return Utf8.GetString(ReadAllBytes(path)).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    /// <summary>Hashes the content; the SHA-256 in hexadecimal.</summary>
    /// <inheritdoc cref="Open"/>
    public static string Sha256(string path)
    {
        using var stream = Open(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Whether two paths lead to one file, through links too.</summary>
    public static bool IsSame(string path, string other) => Target(path) == Target(other);

    /// <summary>Gives the full path of what a path leads to.</summary>
    public static string Target(string path) => Path.GetFullPath(Followed(path));

    /// <summary>Follows the links that a path ends in to what they lead to, which need not exist; other paths stay as they are.</summary>
    public static string Followed(string path) => new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;

    /// <summary>Refuses what is no file, before anything opens it.</summary>
    /// <exception cref="IOException">It is a folder, a pipe or a device, or the bytes of its name are not UTF-8.</exception>
    public static void RequireRegular(string path)
    {
        if (Directory.Exists(path)) throw new IOException($"'{path}' is a folder, not a file.");
        if (FileStatus.IsSpecial(path)) throw new IOException($"'{path}' is a pipe or a device, not a file.");
        if (path.EnumerateRunes().Contains(Rune.ReplacementChar) && !Path.Exists(path)) throw new IOException("The bytes of its name are not UTF-8. Expected: another name.");
    }
}

/// <summary>Lists folders that a person or a config names.</summary>
internal static class InputFolder
{
    /// <summary>Lists the paths of the files in a folder.</summary>
    /// <exception cref="UserError">It may not be read, or is gone.</exception>
    public static string[] Files(string path) => List(path, Directory.GetFiles);

    /// <summary>Lists the paths of the folders in a folder.</summary>
    /// <inheritdoc cref="Files"/>
    public static string[] Folders(string path) => List(path, Directory.GetDirectories);

    private static string[] List(string path, Func<string, string[]> list)
    {
        try
        {
            return list(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be listed: {error.Message}", error);
        }
    }
}
