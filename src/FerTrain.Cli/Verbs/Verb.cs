using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using FerTrain.Core.Errors;

namespace FerTrain.Cli.Verbs;

/// <summary>Adds examples to the help of a command.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}

/// <summary>Shows the library's help, then the verb's own examples.</summary>
internal sealed class HelpWithExamples : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new();

    public override int Invoke(ParseResult parseResult)
    {
        var result = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb verb) return result;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in verb.Examples)
            output.WriteLine($"  {ProgramCommand.In(example)}");
        return result;
    }
}
