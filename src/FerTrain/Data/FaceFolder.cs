using System.Security.Cryptography;
using System.Text;
using FerTrain.Core;
using FerTrain.Core.Errors;
using OpenCvSharp;

namespace FerTrain.Data;

/// <summary>Reads the faces of a folder of class folders. If all are squares of one size, they are kept as they are.</summary>
internal sealed class FaceFolder(string root)
{
    /// <summary>Limits the size: larger images are photographs, and many of them would not fit into memory.</summary>
    private const int LargestKept = 512;

    private readonly IReadOnlyList<LabelledImage> _images = ImageFolder.List(root);

    /// <summary>Returns a hash that changes when a file is added, removed, renamed or written.</summary>
    public byte[] Key(int size)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(size));
        foreach (var image in _images)
        {
            var file = new FileInfo(image.Path);
            hash.AppendData(Encoding.UTF8.GetBytes($"{image.Name}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}\0"));
        }

        return hash.GetHashAndReset();
    }

    /// <summary>
    /// Reads all faces; if they differ in size, they are resized to <paramref name="size"/> pixels. Without
    /// <paramref name="report"/> a damaged image is an error; with it every damaged image is reported and skipped.
    /// </summary>
    public FaceSet Read(int size, Action<FormatProblem>? report = null)
    {
        FaceSetBuilder? faces = null;
        foreach (var (image, number) in _images.Select((image, index) => (image, index + 1)))
        {
            using var grey = GrayscaleImage.TryRead(image.Path);
            if (grey is null)
            {
                if (report is null)
                    throw new UserError($"{image.Path} is damaged or not an image; {ProgramCommand.Of("data check")} lists all such files.");
                report(new FormatProblem(number, FormatProblem.NoLine, image.Name, "damaged or not an image"));
                continue;
            }

            faces ??= new FaceSetBuilder(IsKept(grey) ? grey.Rows : size);
            if (faces.Side != size && (grey.Rows != faces.Side || grey.Cols != faces.Side))
                faces = Resized(faces.Build(), size);
            GrayscaleImage.Fit(grey, faces.NextFace(), faces.Side);
            faces.Add(image.Label, image.Usage);
        }

        return faces?.Build() ?? throw new UserError($"{root} holds no readable image.");
    }

    private static bool IsKept(Mat grey) => grey.Rows == grey.Cols && grey.Rows <= LargestKept;

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
/// from the names of folders, never from their order; images are sorted by file name.
/// </summary>
internal sealed class ImageFolder
{
    private static readonly string Expected =
        $"Expected: a folder for each of {string.Join(", ", ClassNames.Fer2013)}, or folders {string.Join(", ", FolderNames.SplitNames)} that hold these.";

    private static readonly string[] LeftBySystems = ["Thumbs.db", "desktop.ini"];

    private readonly string _root;
    private readonly List<LabelledImage> _images = [];
    private readonly HashSet<byte> _labels = [];

    private ImageFolder(string root) => _root = root;

    public static IReadOnlyList<LabelledImage> List(string root)
    {
        if (!Directory.Exists(root))
            throw new UserError(File.Exists(root) ? $"{root} is a file. {Expected}" : $"{root} does not exist. {Expected}");
        try
        {
            return new ImageFolder(root).List();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{root} cannot be listed: {error.Message}", error);
        }
    }

    private List<LabelledImage> List()
    {
        var folders = FoldersIn(_root);
        if (folders.Length == 0)
            throw new UserError($"{_root} holds no folders. {Expected}");
        if (folders.Any(folder => FolderNames.Usage(NameOf(folder)) is not null))
            ListSplits(folders);
        else
            ListClasses(folders, Usage.Training);
        CheckClasses();
        return [.. _images.OrderBy(image => NameOf(image.Name), StringComparer.Ordinal).ThenBy(image => image.Name, StringComparer.Ordinal)];
    }

    private void ListSplits(string[] folders)
    {
        var splits = new Dictionary<Usage, string>();
        foreach (var folder in folders)
        {
            if (FolderNames.Usage(NameOf(folder)) is not { } usage)
                throw new UserError($"{folder} is not a split. {NearestName.Hint(NameOf(folder), FolderNames.SplitNames)}");
            if (!splits.TryAdd(usage, folder))
                throw new UserError($"{splits[usage]} and {folder} are the same split. Expected: one of them.");
            ListClasses(FoldersIn(folder), usage);
        }
    }

    private void ListClasses(string[] folders, Usage usage)
    {
        var classes = new Dictionary<byte, string>();
        foreach (var folder in folders)
        {
            if (FolderNames.Label(NameOf(folder)) is not { } label)
                throw new UserError($"{folder} is not a class. {NearestName.Hint(NameOf(folder), ClassNames.Fer2013)}");
            if (!classes.TryAdd(label, folder))
                throw new UserError($"{classes[label]} and {folder} are the same class, {ClassNames.Fer2013[label]}. Expected: one of them.");
            if (FoldersIn(folder) is [var inner, ..])
                throw new UserError($"{inner} is a folder inside a class folder. Expected: images.");
            _ = _labels.Add(label);
            _images.AddRange(Directory.GetFiles(folder).Where(IsVisible).Select(file =>
                new LabelledImage(file, Path.GetRelativePath(_root, file).Replace('\\', '/'), label, usage)));
        }
    }

    private void CheckClasses()
    {
        if (ClassNames.Fer2013.Where((_, label) => !_labels.Contains((byte)label)).ToArray() is { Length: > 0 } missing)
            throw new UserError($"{_root} has no folder for {string.Join(", ", missing)}; an empty folder stands for a class without faces. {Expected}");
        if (_images.Count == 0)
            throw new UserError($"{_root} has class folders but no images.");
    }

    private static string[] FoldersIn(string folder) => [.. Directory.GetDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal)];

    private static bool IsVisible(string path) => !NameOf(path).StartsWith('.') && !LeftBySystems.Contains(NameOf(path), StringComparer.OrdinalIgnoreCase);

    private static string NameOf(string path) => Path.GetFileName(path);
}

/// <summary>Holds an image file with the label and Usage that its folders give; <paramref name="Name"/> is its path relative to the root.</summary>
internal sealed record LabelledImage(string Path, string Name, byte Label, Usage Usage);

/// <summary>Maps folder names to classes and splits, and back.</summary>
internal static class FolderNames
{
    /// <summary>Lists the names of each class in the order of FER2013's labels; the first is FER2013's own.</summary>
    private static readonly string[][] Classes =
    [
        ["angry", "anger", "0"], ["disgust", "disgusted", "1"], ["fear", "fearful", "2"], ["happy", "happiness", "3"],
        ["sad", "sadness", "4"], ["surprise", "surprised", "5"], ["neutral", "6"],
    ];

    /// <summary>Lists the names of each split in the order of <see cref="Usage"/>; the first is the one that is written.</summary>
    private static readonly string[][] Splits =
    [
        ["train", "training"], ["validation", "val", "valid", "publictest"], ["test", "testing", "privatetest"],
    ];

    public static IEnumerable<string> SplitNames => Splits.Select(names => names[0]);

    public static byte? Label(string folder) => IndexOf(Classes, folder) is { } label ? (byte)label : null;

    public static Usage? Usage(string folder) => IndexOf(Splits, folder) is { } usage ? (Usage)usage : null;

    /// <summary>Returns the folder that the faces of a class and split are written to.</summary>
    public static string Of(Usage usage, string className) => Path.Combine(Splits[(int)usage][0], className);

    private static int? IndexOf(string[][] names, string folder) =>
        Array.FindIndex(names, alike => alike.Contains(folder, StringComparer.OrdinalIgnoreCase)) is >= 0 and var index ? index : null;
}
