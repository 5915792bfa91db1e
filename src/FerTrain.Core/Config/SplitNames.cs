using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>Reads the names of splits as people type them: ours, and those of FER2013's Usage column and of folders, in any case.</summary>
internal static class SplitNames
{
    private static readonly Dictionary<string, SplitName> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = SplitName.Train,
        ["Training"] = SplitName.Train,
        ["val"] = SplitName.Val,
        ["validation"] = SplitName.Val,
        ["PublicTest"] = SplitName.Val,
        ["test"] = SplitName.Test,
        ["PrivateTest"] = SplitName.Test,
    };

    /// <exception cref="UserError">No split has this name.</exception>
    public static SplitName Parse(string name) => Find(name) ?? throw UserError.UnknownName("split", name, EnumName.All<SplitName>());

    /// <summary>Finds the split of a name; null where none has it.</summary>
    public static SplitName? Find(string name) => Known.TryGetValue(name, out var split) ? split : null;
}
