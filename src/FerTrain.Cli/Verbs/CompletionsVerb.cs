using System.CommandLine;
using FerTrain.Core.Config;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain completions bash|zsh|fish|pwsh</c></summary>
internal static class CompletionsVerb
{
    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = $"{string.Join(", ", EnumName.All<Shell>())}." };
        shell.CompletionSources.Add(_ => EnumName.All<Shell>());
        var verb = new Verb("completions", "Print a script with which a shell completes verbs, options, configs, config keys and runs.",
            "source <(fertrain completions bash)",
            "fertrain completions fish | source") { shell };
        verb.SetAction(parse =>
        {
            var name = EnumName.Of(EnumName.Parse<Shell>("shell", parse.GetRequiredValue(shell)));
            using var script = new StreamReader(typeof(CompletionsVerb).Assembly.GetManifestResourceStream($"fertrain.{name}")!);
            parse.InvocationConfiguration.Output.Write(script.ReadToEnd());
        });
        return verb;
    }

    private enum Shell
    {
        Bash,
        Zsh,
        Fish,
        Pwsh,
    }
}
