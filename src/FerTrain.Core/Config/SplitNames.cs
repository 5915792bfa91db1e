using FerTrain.Core.Errors;

namespace FerTrain.Core.Config;

/// <summary>Reads the names of splits as people type them: ours, and those of FER2013's Usage column and of folders.</summary>
internal static class SplitNames
{
    private static readonly Dictionary<string, SplitName> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Training"] = SplitName.Train,
        ["PublicTest"] = SplitName.Val,
        ["validation"] = SplitName.Val,
        ["PrivateTest"] = SplitName.Test,
    };

    /// <exception cref="UserError">No split has this name.</exception>
    public static SplitName Parse(string name) => Others.TryGetValue(name, out var split) ? split : EnumName.Parse<SplitName>("split", name);
}
