using FerTrain.Core;
using FerTrain.Core.Errors;

namespace FerTrain.Data;

/// <summary>
/// Says which class each folder holds: an expression by one of its usual names, or else a class of its own. Expressions
/// come first, in the order of FER+'s labels, then the own classes by name.
/// </summary>
internal sealed class FolderClasses
{
    private readonly string _root;
    private readonly Dictionary<string, string> _classOf = new(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _own;

    /// <param name="root">The folder of the data.</param>
    /// <param name="folders">The class folders of all splits.</param>
    /// <param name="named">Classes that a config names: these are no misspelt expressions, however much they look like it.</param>
    /// <exception cref="UserError">A name is nearly that of a class, numbers do not tell the classes, or there are fewer than two or more than a label can number.</exception>
    public FolderClasses(string root, IReadOnlyCollection<string> folders, IReadOnlyCollection<string> named)
    {
        _root = root;
        CheckNumbers([.. folders.Where(folder => !named.Contains(NameOf(folder)))]);
        foreach (var folder in folders)
            _ = _classOf.TryAdd(NameOf(folder), ClassOf(folder, named));
        _own = [.. _classOf.Values.Except(ClassNames.FerPlus).Order(StringComparer.Ordinal)];
        Names = [.. ClassNames.FerPlus.Intersect(_classOf.Values), .. _own];
        if (Names.Count is not (>= 2 and <= FaceSet.Unlabelled))
            throw new UserError($"{root} holds {Counted.Of(Names.Count, "class folder")}. Expected: 2 to {FaceSet.Unlabelled}, {FolderNames.Expected}.");
    }

    public IReadOnlyList<string> Names { get; }

    public byte LabelOf(string folder) => (byte)Names.ToList().IndexOf(_classOf[NameOf(folder)]);

    /// <exception cref="UserError">There are no images, or none of a class that is no expression.</exception>
    public void Check(IReadOnlyCollection<LabelledImage> images)
    {
        if (images.Count == 0)
            throw new UserError($"{_root} has class folders but no images.");
        if (_own.FirstOrDefault(name => images.All(image => Names[image.Label] != name)) is { } empty)
            throw new UserError($"{_root} has no image of '{empty}', which is no expression: is its folder a class? Expected: images in it; an expression's folder may be empty.");
    }

    private static string ClassOf(string folder, IReadOnlyCollection<string> named)
    {
        var name = NameOf(folder);
        if (name.Any(char.IsControl)) throw new UserError($"{folder} has a control character in its name. Expected: a class's name, which stands in tables and files.");
        if ((named.FirstOrDefault(own => own.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? FolderNames.Expression(name)) is { } known)
            return known;
        return NearestName.FindMisspelt(name, named.Concat(FolderNames.Expressions)) is { } near
            ? throw new UserError($"{folder} is not a class. Did you mean '{near}'? Expected: that name, or '{name}' in data.classes if the class is called so.")
            : name;
    }

    /// <summary>RAF-DB and AffectNet number the expressions in other orders than FER2013.</summary>
    private static void CheckNumbers(string[] folders)
    {
        string[] numbers = [.. folders.Select(NameOf).Where(name => name.All(char.IsAsciiDigit)).Distinct().Order(StringComparer.Ordinal)];
        if (numbers.Length > 0 && !numbers.SequenceEqual(Enumerable.Range(0, ClassNames.Fer2013.Count).Select(label => $"{label}")))
            throw new UserError(
                $"The class folders are called {string.Join(", ", numbers)}, but data sets number the expressions in different orders. Expected: their names, or 0 to 6, which are FER2013's {string.Join(", ", ClassNames.Fer2013)}.");
    }

    private static string NameOf(string folder) => Path.GetFileName(folder);
}
