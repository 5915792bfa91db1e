using FerTrain.Core.Config;

namespace FerTrain.Data;

/// <summary>Loads faces from the source that a config names: a CSV file, a folder or synthetic faces.</summary>
internal static class FaceSource
{
    /// <summary>Loads all faces; images of a folder that are larger or differ in size are resized to <paramref name="size"/> pixels.</summary>
    /// <exception cref="FerTrain.Core.Errors.UserError">The source cannot be read.</exception>
    public static FaceSet Load(DataConfig config, int size, ICollection<string> warnings) => config.Source switch
    {
        DataSource.Csv => DataCache.Default.Read(config.Path, warnings),
        DataSource.Folder => DataCache.Default.ReadFolder(config.Path, size, warnings, config.NamedClasses),
        DataSource.Synthetic => SyntheticFaces.Generate(config.SyntheticCount, config.Seed),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Source, "No such source."),
    };

    /// <summary>Returns the source that reads a path: a folder of images or a file.</summary>
    public static DataSource Of(string path) => Directory.Exists(path) ? DataSource.Folder : DataSource.Csv;

    /// <summary>Reads a file or folder without the cache; rows that cannot be read are skipped and added to <paramref name="problems"/>.</summary>
    public static FaceSet LoadAll(string path, ICollection<FormatProblem> problems, params IReadOnlyCollection<string> named) => Of(path) == DataSource.Folder
        ? new FaceFolder(path, named).Read(FaceSet.Fer2013Size, problems.Add)
        : ArchiveReader.Read(path, problems.Add);
}

/// <summary>
/// Describes a field of a file, or a file of a folder, that cannot be read. <paramref name="Row"/> counts data rows from 0,
/// without the header; <paramref name="Line"/> counts every line of the file from 1.
/// </summary>
internal sealed record FormatProblem(long Row, long Line, string Field, string Message)
{
    /// <summary>Stands for the line of a problem in a file that is no text.</summary>
    public const long NoLine = 0;

    public override string ToString() => Line == NoLine ? $"{Field}: {Message}" : $"row {Row} (line {Line}), {Field}: {Message}";
}

/// <summary>Numbers the rows that could be read as their file does: data rows from 0, or images from 0 in the order of their names.</summary>
internal static class FileRows
{
    public static IReadOnlyList<int> Of(int readable, IEnumerable<FormatProblem> problems)
    {
        var skipped = problems.Select(problem => (int)problem.Row).ToHashSet();
        return [.. Enumerable.Range(0, readable + skipped.Count).Where(row => !skipped.Contains(row))];
    }
}

/// <summary>Tells where each face comes from.</summary>
/// <param name="FileRows">The rows of the faces in their file or folder.</param>
/// <param name="Images">The images of the folder by these rows; null for a file.</param>
internal sealed record FaceOrigins(IReadOnlyList<int> FileRows, IReadOnlyList<string>? Images)
{
    /// <summary>Finds the origins of the faces that could be read of a path.</summary>
    /// <exception cref="FerTrain.Core.Errors.UserError">The folder cannot be read.</exception>
    public static FaceOrigins Of(string path, int readable, IEnumerable<FormatProblem> problems, params IReadOnlyCollection<string> named) =>
        new(Data.FileRows.Of(readable, problems), FaceSource.Of(path) == DataSource.Folder ? new FaceFolder(path, named).Images : null);

    public string? ImageOf(int face) => Images?[FileRows[face]];
}
