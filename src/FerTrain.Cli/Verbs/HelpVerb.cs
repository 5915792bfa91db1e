using System.CommandLine;
using FerTrain.Core.Errors;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain help [VERB …]</c>, which is <c>fertrain VERB … --help</c></summary>
internal static class HelpVerb
{
    public static Command Create()
    {
        var words = new Argument<string[]>("verb") { Description = "A verb, such as train or data check; all of them without it.", Arity = ArgumentArity.ZeroOrMore };
        var verb = new Verb("help", "Explain a verb, with its options and examples.",
            "fertrain help train",
            "fertrain help data check") { words };
        verb.SetAction((parse, cancel) =>
        {
            var command = parse.RootCommandResult.Command;
            var asked = parse.GetValue(words) ?? [];
            var found = command;
            foreach (var word in asked)
                found = found.Subcommands.FirstOrDefault(known => known.Name == word) ?? throw UserError.UnknownName("verb", word, found.Subcommands.Select(known => known.Name));
            return command.Parse([.. asked, "--help"]).InvokeAsync(parse.InvocationConfiguration, cancel);
        });
        return verb;
    }
}

/// <summary><c>fertrain version</c>, which is <c>fertrain --version</c></summary>
internal static class VersionVerb
{
    public static Command Create()
    {
        var verb = new Verb("version", "Show the version and the commit that it was built from.",
            "fertrain version",
            "fertrain --version");
        verb.SetAction((parse, cancel) => parse.RootCommandResult.Command.Parse(["--version"]).InvokeAsync(parse.InvocationConfiguration, cancel));
        return verb;
    }
}
