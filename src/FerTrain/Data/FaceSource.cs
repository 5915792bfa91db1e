using FerTrain.Core.Config;

namespace FerTrain.Data;

/// <summary>Gets faces from where a config says they come from.</summary>
public static class FaceSource
{
    /// <summary>Images of a folder that differ in size get <paramref name="size"/>.</summary>
    public static FaceSet Load(DataConfig config, int size, ICollection<string> warnings) => config.Source switch
    {
        DataSource.Csv => FaceCache.Default.Read(config.Path, warnings),
        DataSource.Folder => FaceCache.Default.ReadFolder(config.Path, size, warnings),
        DataSource.Synthetic => SyntheticFaces.Draw(config.SyntheticCount, config.Seed),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Source, "No such source."),
    };

    /// <summary>The source that reads a path: a folder's images or a file.</summary>
    public static DataSource Of(string path) => Directory.Exists(path) ? DataSource.Folder : DataSource.Csv;

    /// <summary>Reads a file or folder afresh; what cannot be read is added to <paramref name="problems"/> and left out.</summary>
    public static FaceSet LoadAll(string path, ICollection<FormatProblem> problems) => Of(path) == DataSource.Folder
        ? new FaceFolder(path).Read(FaceSet.Fer2013Size, problems.Add)
        : FaceFile.Read(path, problems.Add);
}

/// <summary>
/// One field of a file, or one file of a folder, that cannot be read. <paramref name="Row"/> counts data rows from 1, without the header;
/// <paramref name="Line"/> counts every line of the file.
/// </summary>
public sealed record FormatProblem(long Row, long Line, string Field, string Message)
{
    /// <summary>The line of what is no text.</summary>
    public const long NoLine = 0;

    public override string ToString() => Line == NoLine ? $"{Field}: {Message}" : $"row {Row} (line {Line}), {Field}: {Message}";
}
