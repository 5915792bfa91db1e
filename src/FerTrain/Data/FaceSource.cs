using FerTrain.Core.Config;

namespace FerTrain.Data;

/// <summary>Gets faces from where a config says they come from.</summary>
public static class FaceSource
{
    public static FaceSet Load(DataConfig config, ICollection<string> warnings) => config.Source switch
    {
        DataSource.Csv => Load(config.Path, warnings),
        DataSource.Synthetic => SyntheticFaces.Draw(config.SyntheticCount, config.Seed),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config.Source, "No such source."),
    };

    /// <summary>Reads a file through the cache; the first bad field is an error.</summary>
    public static FaceSet Load(string path, ICollection<string> warnings) => FaceCache.Default.Read(path, warnings);

    /// <summary>Reads a file afresh; bad fields are added to <paramref name="problems"/> and their rows left out.</summary>
    public static FaceSet LoadAll(string path, ICollection<FormatProblem> problems) => FaceFile.Read(path, problems.Add);
}
