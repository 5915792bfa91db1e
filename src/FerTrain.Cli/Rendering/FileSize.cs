namespace FerTrain.Cli.Rendering;

/// <summary>Writes sizes of files: 512 KB, 34 MB, 1.2 GB.</summary>
internal static class FileSize
{
    public static string Text(long bytes) => bytes switch
    {
        < 1 << 20 => FormattableString.Invariant($"{Math.Ceiling(bytes / 1024.0):N0} KB"),
        < 1 << 30 => FormattableString.Invariant($"{bytes / (double)(1 << 20):F0} MB"),
        _ => FormattableString.Invariant($"{bytes / (double)(1 << 30):F1} GB"),
    };
}
