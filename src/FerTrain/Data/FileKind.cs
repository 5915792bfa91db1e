namespace FerTrain.Data;

/// <summary>What the first bytes of a file say it is.</summary>
internal enum FileKind
{
    Text,
    Gzip,
    Zip,
    Tar,
    Png,
    Jpeg,
    Binary,
}
