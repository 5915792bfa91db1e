namespace FerTrain.Data;

/// <summary>What the name of a folder says: a class of FER2013, or a part of the data.</summary>
internal static class FolderNames
{
    /// <summary>In the order of FER2013's label numbers; the first of each is FER2013's own name.</summary>
    private static readonly string[][] Classes =
    [
        ["angry", "anger", "0"], ["disgust", "disgusted", "1"], ["fear", "fearful", "2"], ["happy", "happiness", "3"],
        ["sad", "sadness", "4"], ["surprise", "surprised", "5"], ["neutral", "6"],
    ];

    /// <summary>In the order of <see cref="Usage"/>; the first of each is the one that is written.</summary>
    private static readonly string[][] Parts =
    [
        ["train", "training"], ["validation", "val", "valid", "publictest"], ["test", "testing", "privatetest"],
    ];

    public static IEnumerable<string> PartNames => Parts.Select(names => names[0]);

    public static byte? Label(string folder) => IndexOf(Classes, folder) is { } label ? (byte)label : null;

    public static Usage? Usage(string folder) => IndexOf(Parts, folder) is { } usage ? (Usage)usage : null;

    /// <summary>Where the faces of a class in a part of the data are written.</summary>
    public static string Of(Usage usage, string className) => Path.Combine(Parts[(int)usage][0], className);

    private static int? IndexOf(string[][] names, string folder) =>
        Array.FindIndex(names, alike => alike.Contains(folder, StringComparer.OrdinalIgnoreCase)) is >= 0 and var index ? index : null;
}
