using System.CommandLine;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain models list|show</c></summary>
internal static class ModelsVerb
{
    public static Command Create(Terminal terminal) => new Verb("models", "List the model architectures and show their layers.",
        "fertrain models list",
        "fertrain models show mini_xception")
    {
        ModelsListVerb.Create(),
        ModelsShowVerb.Create(terminal),
    };
}
