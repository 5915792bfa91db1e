using FerTrain.Core.Runs;

namespace FerTrain.Export;

/// <summary>A model that can be used without training one: NAME.onnx, NAME.safetensors, their descriptions, and its card NAME.md, as <c>fertrain card</c> writes them.</summary>
internal sealed class PretrainedModel
{
    /// <summary>The environment variable that names the folder of such models, in the place of pretrained/ here and beside the program.</summary>
    public const string FolderVariable = "FERTRAIN_PRETRAINED";

    private const string FolderName = "pretrained";

    private readonly Lazy<ExportDescription> _description;

    /// <param name="stem">The path of its files without their endings.</param>
    public PretrainedModel(string stem)
    {
        (Name, Onnx, Weights, Card) = (Path.GetFileName(stem), $"{stem}.onnx", $"{stem}.safetensors", $"{stem}.md");
        _description = new(() => ExportDescription.Read(Onnx));
    }

    public string Name { get; }

    /// <summary>The file that classifies faces.</summary>
    public string Onnx { get; }

    /// <summary>The file of its weights, which shows its layers and can be exported and trained further.</summary>
    public string Weights { get; }

    public string Card { get; }

    /// <summary>What the description beside <see cref="Onnx"/> says.</summary>
    /// <exception cref="FerTrain.Core.Errors.UserError">It cannot be read.</exception>
    public ExportDescription Description => _description.Value;

    private static string[] Folders => Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
        ? [folder]
        : [FolderName, Path.Combine(AppContext.BaseDirectory, FolderName)];

    /// <summary>Lists the models by name; of two with one name the nearer one, which hides the other.</summary>
    public static IReadOnlyList<PretrainedModel> All() =>
    [
        .. Folders.Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.onnx"))
            .Select(file => new PretrainedModel(Path.Combine(Path.GetDirectoryName(file)!, Path.GetFileNameWithoutExtension(file))))
            .Where(model => File.Exists(model.Card) && File.Exists(ExportDescription.PathFor(model.Onnx)))
            .DistinctBy(model => model.Name).OrderBy(model => model.Name, StringComparer.Ordinal),
    ];

    /// <summary>Finds a model by its name; null where there is none, or a run of that name goes before it.</summary>
    public static PretrainedModel? Find(string name, string runsFolder) =>
        All().FirstOrDefault(model => model.Name == name) is { } model && !RunFinder.IsCalled(name, runsFolder) ? model : null;

    /// <summary>Finds the most accurate model; null where there is none.</summary>
    public static PretrainedModel? MostAccurate() => All().MaxBy(model => model.Description.Score?.Accuracy);

    /// <summary>
    /// The folder for what is made from a file: that of its run, beside it, or, as a pretrained model may lie in the
    /// program, a folder here with the model's name.
    /// </summary>
    public static string OutputFolder(string file, string name) =>
        All().FirstOrDefault(model => Path.GetFullPath(file) is var path && (path == Path.GetFullPath(model.Onnx) || path == Path.GetFullPath(model.Weights))) is { } own
            ? Path.Combine(own.Name, name)
            : RunDirectory.OutputFolder(file, name);
}
