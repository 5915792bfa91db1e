using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using FerTrain.Cli.Rendering;
using FerTrain.Cli.Verbs;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;

namespace FerTrain.Cli;

/// <summary>Runs a command line: arguments in, text out, exit code back.</summary>
internal static partial class App
{
    private const int Failure = 1;
    public const int UserMistake = 2;
    private const int Cancelled = 130;

    public static int Run(string[] args, Terminal terminal, CancellationToken cancel)
    {
        try
        {
            var isCompletion = Completions.AreAsked(args);
            if (!isCompletion) RequireNoneEmpty(args);
            var root = isCompletion ? Completions.For(Root(terminal)) : Root(terminal);
            var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null }); // a picture may be called @name.png
            if (parsed.Action is ParseErrorAction) throw Mistake(parsed);
            if (!isCompletion && MistypedOption(parsed) is { } option)
                throw UserError.UnknownName("option", option, parsed.CommandResult.Command.Options.Select(known => known.Name));
            using var suggested = new StringWriter();
            // Run to the end on this thread: libtorch keeps a pool of workers for each thread that calls it.
            var exit = parsed.InvokeAsync(
                new InvocationConfiguration { Output = isCompletion ? suggested : terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancel).GetAwaiter().GetResult();
            if (isCompletion) Completions.Write(terminal.Output, suggested.ToString(), args[^1]);
            return exit;
        }
        catch (UserError mistake)
        {
            Report(mistake.Message);
            return UserMistake;
        }
        catch (OutputError lost)
        {
            Report(lost.Message);
            return UserMistake;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) // a file or folder is gone, not permitted or on a full disk
        {
            Report(error.Message);
            return UserMistake;
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
        catch (Exception bug) when (bug is not OutOfMemoryException)
        {
            Report(bug.ToString());
            return Failure;
        }

        void Report(string text)
        {
            var message = Printable.Text(text);
            if (args.Contains("--jsonl"))
                WriteIfPossible(() => terminal.Output.WriteLine(JsonFile.Line(new { Error = message })));
            if (args.Contains("--json"))
                WriteIfPossible(() => JsonOutput.Write(terminal.Output, new { Error = new { Message = message } }));
            WriteIfPossible(() => terminal.Fail(text));
        }
    }

    /// <summary>Leaves only the exit code of an error that cannot be written anywhere.</summary>
    private static void WriteIfPossible(Action write)
    {
        try
        {
            write();
        }
        catch (OutputError) { }
    }

    /// <summary>The command tree.</summary>
    public static Command Root(Terminal terminal)
    {
        var root = new Verb(ProgramCommand.Name.Any(char.IsWhiteSpace) ? "fertrain" : ProgramCommand.Name, "Trains facial-expression models end to end.",
            "fertrain train",
            "fertrain train --config mini_xception.yaml --data fer2013.csv")
        {
            new HelpOption { Action = new HelpWithExamples() },
            new VersionOption(),
            TrainVerb.Create(terminal),
            SweepVerb.Create(terminal),
            EvalVerb.Create(terminal),
            ExportVerb.Create(terminal),
            CardVerb.Create(terminal),
            PredictVerb.Create(terminal),
            LiveVerb.Create(terminal),
            ServeVerb.Create(terminal),
            ExplainVerb.Create(terminal),
            CompareVerb.Create(terminal),
            RunsVerb.Create(terminal),
            ConfigVerb.Create(),
            BenchVerb.Create(terminal),
            DataVerb.Create(terminal),
            CacheVerb.Create(),
            ModelsVerb.Create(terminal),
            DoctorVerb.Create(terminal),
            CompletionsVerb.Create(),
            HelpVerb.Create(),
            VersionVerb.Create(),
        };
        root.SetAction(parse => Overview.Write(terminal.Output, parse.CommandResult.Command));
        return root;
    }

    /// <summary>An empty argument is a variable of a script that was never set; no option or path can be that.</summary>
    private static void RequireNoneEmpty(string[] args)
    {
        var at = Array.FindIndex(args, arg => arg.Length == 0 || (arg.StartsWith("--", StringComparison.Ordinal) && arg.IndexOf('=') == arg.Length - 1));
        if (at < 0) return;
        var name = args[at].Length > 0 ? args[at][..^1]
            : at > 0 && args[at - 1].StartsWith("--", StringComparison.Ordinal) ? args[at - 1]
            : $"argument {at + 1}";
        throw new UserError($"{name} is empty.");
    }

    private static UserError Mistake(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.UnmatchedTokens is [var token, ..])
            return UserError.UnknownName("argument", token, command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)));
        return new UserError($"{string.Join(" ", parsed.Errors.Select(e => WithoutType(e.Message)))} See {FullName(parsed.CommandResult)} --help.");
    }

    /// <summary>Finds an option that the library took for an argument, since no option has its name.</summary>
    private static string? MistypedOption(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    /// <summary>Replaces the name of a .NET type at the end of the library's message about a value that is no number.</summary>
    private static string WithoutType(string message) =>
        TypeName().Replace(message, type => $". Expected: {(type.Value.Contains("Int", StringComparison.Ordinal) ? "a whole number" : "a number")}.");

    [GeneratedRegex(" as expected type '[^']+'\\.")]
    private static partial Regex TypeName();

    private static string FullName(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{FullName(parent)} {command.Command.Name}" : command.Command.Name;
}
