using System.CommandLine;
using FerTrain.Cli;

namespace FerTrain.Tests.Cli;

/// <summary>All verbs of the program, with those below them.</summary>
internal static class VerbTree
{
    public static IEnumerable<(string Path, Command Command)> All() => Below(App.Root(new Terminal(TextWriter.Null, TextWriter.Null, IsInteractive: false, Width: 0)), "");

    private static IEnumerable<(string Path, Command Command)> Below(Command command, string path) =>
        command.Subcommands.SelectMany(verb => Below(verb, $"{path} {verb.Name}".TrimStart()).Prepend(($"{path} {verb.Name}".TrimStart(), verb)));
}
