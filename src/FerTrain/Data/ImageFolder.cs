using FerTrain.Core;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>
/// The images under a folder of class folders, with or without train, validation and test above these. Labels come
/// from names and never from the order of folders; the order of images is that of their file names.
/// </summary>
internal sealed class ImageFolder
{
    private static readonly string Accepted =
        $"Accepted: a folder for each of {string.Join(", ", ClassNames.Fer2013)}, or folders {string.Join(", ", FolderNames.PartNames)} that hold these.";

    private static readonly string[] LeftBySystems = ["Thumbs.db", "desktop.ini"];

    private readonly string _root;
    private readonly List<FaceImage> _images = [];
    private readonly HashSet<byte> _labels = [];

    private ImageFolder(string root) => _root = root;

    public static IReadOnlyList<FaceImage> List(string root)
    {
        if (!Directory.Exists(root))
            throw new UserError(File.Exists(root) ? $"{root} is a file. {Accepted}" : $"{root} does not exist. {Accepted}");
        try
        {
            return new ImageFolder(root).List();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{root} cannot be listed: {error.Message}", error);
        }
    }

    private List<FaceImage> List()
    {
        var folders = FoldersIn(_root);
        if (folders.Length == 0)
            throw new UserError($"{_root} holds no folders. {Accepted}");
        if (folders.Any(folder => FolderNames.Usage(NameOf(folder)) is not null))
            ListParts(folders);
        else
            ListClasses(folders, Usage.Training);
        CheckClasses();
        return [.. _images.OrderBy(image => NameOf(image.Name), StringComparer.Ordinal).ThenBy(image => image.Name, StringComparer.Ordinal)];
    }

    private void ListParts(string[] folders)
    {
        var parts = new Dictionary<Usage, string>();
        foreach (var folder in folders)
        {
            if (FolderNames.Usage(NameOf(folder)) is not { } usage)
                throw new UserError($"{folder} is no part of the data. {NearestName.Hint(NameOf(folder), FolderNames.PartNames)}");
            if (!parts.TryAdd(usage, folder))
                throw new UserError($"{parts[usage]} and {folder} are the same part of the data. Accepted: one of them.");
            ListClasses(FoldersIn(folder), usage);
        }
    }

    private void ListClasses(string[] folders, Usage usage)
    {
        var classes = new Dictionary<byte, string>();
        foreach (var folder in folders)
        {
            if (FolderNames.Label(NameOf(folder)) is not { } label)
                throw new UserError($"{folder} is no class. {NearestName.Hint(NameOf(folder), ClassNames.Fer2013)}");
            if (!classes.TryAdd(label, folder))
                throw new UserError($"{classes[label]} and {folder} are the same class, {ClassNames.Fer2013[label]}. Accepted: one of them.");
            if (FoldersIn(folder) is [var inner, ..])
                throw new UserError($"{inner} is a folder in a class. Accepted: images.");
            _ = _labels.Add(label);
            _images.AddRange(Directory.GetFiles(folder).Where(IsVisible).Select(file =>
                new FaceImage(file, Path.GetRelativePath(_root, file).Replace('\\', '/'), label, usage)));
        }
    }

    private void CheckClasses()
    {
        if (ClassNames.Fer2013.Where((_, label) => !_labels.Contains((byte)label)).ToArray() is { Length: > 0 } missing)
            throw new UserError($"{_root} has no folder for {string.Join(", ", missing)}; an empty one says that there are no such faces. {Accepted}");
        if (_images.Count == 0)
            throw new UserError($"{_root} has class folders but no images.");
    }

    private static string[] FoldersIn(string folder) => [.. Directory.GetDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal)];

    private static bool IsVisible(string path) => !NameOf(path).StartsWith('.') && !LeftBySystems.Contains(NameOf(path), StringComparer.OrdinalIgnoreCase);

    private static string NameOf(string path) => Path.GetFileName(path);
}
