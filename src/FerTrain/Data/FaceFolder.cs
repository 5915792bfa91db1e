using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>
/// Reads the faces of a folder of class folders. Images that are larger than a model's, or differ in size, become squares of its size as
/// a face of a photograph does; small squares of one size are kept as they are.
/// </summary>
internal sealed class FaceFolder
{
    private readonly string _root;
    private readonly IReadOnlyList<LabelledImage> _images;

    /// <param name="root">The folder.</param>
    /// <param name="named">Classes that the config names, which may be called as they like.</param>
    public FaceFolder(string root, params IReadOnlyCollection<string> named) => (_root, (_images, ClassNames)) = (root, ImageFolder.List(root, named));

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The files of the images, damaged ones included.</summary>
    public IReadOnlyList<string> Images => [.. _images.Select(image => image.Path)];

    /// <summary>Returns the images, with what else their faces depend on.</summary>
    public SourceFiles Files(int size) =>
        new(_root, Images, string.Join('\0', [$"{size}", .. ClassNames, .. _images.Select(image => image.Name)]));

    /// <summary>
    /// Reads all faces, resized to <paramref name="size"/> pixels unless all are squares of one size up to that. Without
    /// <paramref name="report"/> a damaged image is an error; with it every damaged image is reported and skipped.
    /// </summary>
    public FaceSet Read(int size, Action<FormatProblem>? report = null)
    {
        FaceSetBuilder? faces = null;
        foreach (var (row, image) in _images.Index())
        {
            using var grey = TryRead(image.Path, isListed: report is not null, out var fault);
            if (grey is null)
            {
                if (report is null)
                    throw new UserError($"{image.Path} is {fault}; {ProgramCommand.Of("data check")} lists all such files.");
                report(new FormatProblem(row, FormatProblem.NoLine, image.Name, fault));
                continue;
            }

            faces ??= new FaceSetBuilder(grey.Rows == grey.Cols ? Math.Min(grey.Rows, size) : size);
            if (faces.Side != size && (grey.Rows != faces.Side || grey.Cols != faces.Side))
                faces = Resized(faces.Build(ClassNames), size);
            GrayscaleImage.Fit(grey, faces.NextFace(), faces.Side);
            faces.Add(image.Label, image.Usage);
        }

        if (faces is null && report is null) throw new UserError($"{_root} holds no readable image.");
        return (faces ?? new FaceSetBuilder(size)).Build(ClassNames);
    }

    private static Mat? TryRead(string path, bool isListed, out string fault)
    {
        try
        {
            return GrayscaleImage.TryRead(path, out fault);
        }
        catch (UserError error) when (isListed && error.InnerException is IOException or UnauthorizedAccessException)
        {
            fault = $"not readable: {error.InnerException!.Message}";
            return null;
        }
    }

    private static FaceSetBuilder Resized(FaceSet faces, int size)
    {
        var resized = new FaceSetBuilder(size);
        for (var row = 0; row < faces.Count; row++)
        {
            using var grey = GrayscaleImage.Of(faces, row);
            GrayscaleImage.Fit(grey, resized.NextFace(), size);
            resized.Add(faces.Labels[row], faces.Usages[row]);
        }

        return resized;
    }
}

/// <summary>
/// Lists the images of a folder of class folders, with or without train, validation and test above these. Labels come
/// from the names of folders, never from their order; images are sorted by file name. Where no folder tells the Usage, or a
/// test folder pools both of FER2013's, the names of the files do: PublicTest_1.jpg, as Kaggle's msambare/fer2013 has them.
/// </summary>
internal sealed class ImageFolder
{
    private static readonly string[] LeftBySystems = ["Thumbs.db", "desktop.ini"];

    private readonly string _root;
    private readonly List<LabelledImage> _images = [];

    private ImageFolder(string root) => _root = root;

    public static (IReadOnlyList<LabelledImage> Images, IReadOnlyList<string> ClassNames) List(string root, IReadOnlyCollection<string> named)
    {
        if (!Directory.Exists(root))
            throw new UserError($"{root} {(File.Exists(root) ? "is a file" : "does not exist")}. Expected: {FolderNames.Expected}.");
        return new ImageFolder(root).List(named);
    }

    private (IReadOnlyList<LabelledImage>, IReadOnlyList<string>) List(IReadOnlyCollection<string> named)
    {
        var folders = FoldersIn(_root);
        if (folders.Length == 0)
            throw new UserError($"{_root} holds no folders. Expected: {FolderNames.Expected}.");
        var hasSplits = folders.Any(folder => FolderNames.Usage(NameOf(folder)) is not null);
        var splits = hasSplits ? Splits(folders) : new() { [Usage.Training] = _root };
        var isPooled = hasSplits && !splits.ContainsKey(Usage.PublicTest);
        var classes = new FolderClasses(_root, [.. splits.Values.SelectMany(FoldersIn)], named);
        foreach (var (usage, folder) in splits)
            ListClasses(classes, folder, name => (hasSplits, FileNames.Usage(name)) switch
            {
                (false, { } told) => told,
                (true, Usage.PublicTest) when isPooled && usage == Usage.PrivateTest => Usage.PublicTest,
                _ => usage,
            });
        classes.Check(_images);
        return ([.. _images.OrderBy(image => NameOf(image.Name), StringComparer.Ordinal).ThenBy(image => image.Name, StringComparer.Ordinal)], classes.Names);
    }

    private static Dictionary<Usage, string> Splits(string[] folders)
    {
        var splits = new Dictionary<Usage, string>();
        foreach (var folder in folders)
        {
            if (FolderNames.Usage(NameOf(folder)) is not { } usage)
                throw new UserError($"{folder} is not a split. {NearestName.Hint(NameOf(folder), FolderNames.SplitNames)}");
            if (!splits.TryAdd(usage, folder))
                throw new UserError($"{splits[usage]} and {folder} are the same split. Expected: one of them.");
        }

        return splits;
    }

    /// <param name="classes">The classes of the folders.</param>
    /// <param name="split">The folder that holds them.</param>
    /// <param name="usageOf">Gives the Usage of a file by its name.</param>
    private void ListClasses(FolderClasses classes, string split, Func<string, Usage> usageOf)
    {
        var listed = new Dictionary<byte, string>();
        foreach (var folder in FoldersIn(split))
        {
            var label = classes.LabelOf(folder);
            if (!listed.TryAdd(label, folder))
                throw new UserError($"{listed[label]} and {folder} are the same class, {classes.Names[label]}. Expected: one of them.");
            if (FoldersIn(folder) is [var inner, ..])
                throw new UserError($"{inner} is a folder inside a class folder. Expected: images.");
            _images.AddRange(InputFolder.Files(folder).Where(IsVisible).Select(file =>
                new LabelledImage(file, SlashedPath.Of(_root, file), label, usageOf(NameOf(file)))));
        }
    }

    private static string[] FoldersIn(string folder) => [.. InputFolder.Folders(folder).Where(IsVisible).Order(StringComparer.Ordinal)];

    private static bool IsVisible(string path) => !NameOf(path).StartsWith('.') && !LeftBySystems.Contains(NameOf(path), StringComparer.OrdinalIgnoreCase);

    private static string NameOf(string path) => Path.GetFileName(path);
}

/// <summary>Holds an image file with the label and Usage that its folders give; <paramref name="Name"/> is its path relative to the root.</summary>
internal sealed record LabelledImage(string Path, string Name, byte Label, Usage Usage);

/// <summary>Reads the Usage from the names of files: Training_1.jpg, PublicTest_1.jpg or PrivateTest_1.jpg.</summary>
internal static class FileNames
{
    public static Usage? Usage(string name) => Enum.GetValues<Usage>().Cast<Usage?>().FirstOrDefault(usage => name.StartsWith($"{usage}_", StringComparison.OrdinalIgnoreCase));
}

/// <summary>Maps folder names to classes and splits, and back.</summary>
internal static class FolderNames
{
    /// <summary>Lists the names of each expression in the order of FER+'s labels; the first is the class's name.</summary>
    private static readonly string[][] Classes =
    [
        ["angry", "anger", "0"], ["disgust", "disgusted", "1"], ["fear", "fearful", "2"], ["happy", "happiness", "3"],
        ["sad", "sadness", "4"], ["surprise", "surprised", "5"], ["neutral", "6"], ["contempt", "contemptuous"],
    ];

    /// <summary>Lists the names of each split in the order of <see cref="Usage"/>; the first is the one that is written.</summary>
    private static readonly string[][] Splits =
    [
        ["train", "training"], ["validation", "val", "valid", "publictest"], ["test", "testing", "privatetest"],
    ];

    public static IEnumerable<string> SplitNames => Splits.Select(names => names[0]);

    /// <summary>Lists the words, not the numbers, that name an expression.</summary>
    public static IEnumerable<string> Expressions => Classes.SelectMany(names => names).Where(name => name.Length > 1);

    public static string Expected { get; } =
        $"a folder for each class, such as {string.Join(", ", Classes.Select(names => names[0]))}, or folders {string.Join(", ", SplitNames)} that hold these";

    /// <summary>Returns the expression that a folder's name means; null for any other name.</summary>
    public static string? Expression(string folder) => IndexOf(Classes, folder) is { } label ? Classes[label][0] : null;

    public static Usage? Usage(string folder) => IndexOf(Splits, folder) is { } usage ? (Usage)usage : null;

    /// <summary>Returns the folder that the faces of a class and split are written to.</summary>
    public static string Of(Usage usage, string className) => Path.Combine(Splits[(int)usage][0], className);

    private static int? IndexOf(string[][] names, string folder) =>
        Array.FindIndex(names, alike => alike.Contains(folder, StringComparer.OrdinalIgnoreCase)) is >= 0 and var index ? index : null;
}
