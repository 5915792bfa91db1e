namespace FerTrain.Data;

/// <summary>Tells files apart by their first bytes.</summary>
internal static class FileKinds
{
    private const int TarMagicAt = 257;

    public static FileKind Of(Stream stream)
    {
        Span<byte> buffer = stackalloc byte[512];
        var start = buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        if (start is [0x1F, 0x8B, ..])
            return FileKind.Gzip;
        if (start is [(byte)'P', (byte)'K', 3 or 5, ..])
            return FileKind.Zip;
        if (start.Length > TarMagicAt && start[TarMagicAt..].StartsWith("ustar"u8))
            return FileKind.Tar;
        if (start is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
            return FileKind.Png;
        if (start is [0xFF, 0xD8, ..])
            return FileKind.Jpeg;
        return start.ContainsAnyInRange((byte)0, (byte)8) ? FileKind.Binary : FileKind.Text;
    }

    public static string Describe(FileKind kind) => kind switch
    {
        FileKind.Png => "a PNG image",
        FileKind.Jpeg => "a JPEG image",
        FileKind.Tar => "a tar archive without gzip",
        _ => "not a text file",
    };
}
