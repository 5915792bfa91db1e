using System.CommandLine;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain runs list|show</c></summary>
internal static class RunsVerb
{
    public static Command Create(Terminal terminal) => new Verb("runs", "List the runs and show one.",
        "fertrain runs list",
        "fertrain runs show mini_xception")
    {
        RunsListVerb.Create(terminal),
        RunsShowVerb.Create(terminal),
    };
}
