using System.CommandLine;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain models list|show</c></summary>
internal static class ModelsVerb
{
    public static Command Create() => new Verb("models", "The architectures that a config can name.",
        "fertrain models list",
        "fertrain models show mini_xception")
    {
        ModelsListVerb.Create(),
        ModelsShowVerb.Create(),
    };
}
