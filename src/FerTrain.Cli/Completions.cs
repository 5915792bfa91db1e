using System.CommandLine;
using System.CommandLine.Completions;
using FerTrain.Cli.Verbs;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;
using FerTrain.Export;
using FerTrain.Export.Onnx;
using FerTrain.Models;

namespace FerTrain.Cli;

/// <summary>
/// Answers a shell that completes a command line: <c>fertrain "[suggest:8]" "train --"</c>. The verbs and options come from the
/// commands, and their values from here.
/// </summary>
internal static class Completions
{
    private static readonly Dictionary<string, Func<CompletionContext, IEnumerable<string>>> OptionValues = new()
    {
        ["--config"] = _ => [.. ConfigFile.Names(), .. Directory.GetFiles(".", "*.yaml").Select(file => Path.GetFileName(file))],
        ["--checkpoint"] = Checkpoints,
        ["--resume"] = context => Folders(context, context.ParseResult.CommandResult.Command.Name == "sweep" ? Sweep.IsIn : RunDirectory.IsAt),
        ["--device"] = _ => ["auto", "cpu", "gpu", "cuda:0", "mps"],
        ["--split"] = context => context.ParseResult.CommandResult.Command.Name == "export" ? DataExportVerb.Splits : EnumName.All<SplitName>(),
        ["--layout"] = _ => EnumName.All<PixelLayout>(),
        ["--search"] = _ => EnumName.All<SearchMethod>(),
        ["--format"] = _ => ReportConfig.KnownFormats,
        ["--measure"] = _ => BenchVerb.Parts,
        ["--tta"] = _ => EnumName.All<TestTimeAugmentation>(),
        ["--class"] = _ => ClassNames.Fer2013,
    };

    private static readonly Dictionary<string, Func<CompletionContext, IEnumerable<string>>> ArgumentValues = new()
    {
        ["key=value"] = KeysAndValues,
        ["MODEL|key=value"] = context => ModelRegistry.Networks.Select(model => model.Name).Concat(KeysAndValues(context)),
        ["shell"] = _ => EnumName.All<CompletionsVerb.Shell>(),
        ["run"] = context => Folders(context, folder => RunDirectory.IsAt(folder) || (context.ParseResult.CommandResult.Command.Name == "compare" && Sweep.IsIn(folder))),
        ["sweep"] = context => Folders(context, Sweep.IsIn),
        ["verb"] = context => context.ParseResult.RootCommandResult.Command.Subcommands.Select(verb => verb.Name),
    };

    public static bool AreAsked(string[] args) => args is [var first, ..] && first.StartsWith("[suggest", StringComparison.Ordinal);

    /// <summary>Puts the verbs under the library's own root command, the only one that knows the directive.</summary>
    public static Command For(Command root)
    {
        var completing = new RootCommand();
        completing.Options.Clear(); // -? and /h would be suggested for every empty word
        completing.Options.Add(new Option<bool>("--help") { Recursive = true });
        foreach (var verb in root.Subcommands)
        {
            AddValues(verb);
            completing.Subcommands.Add(verb);
        }

        return completing;
    }

    /// <summary>Writes the suggestions, with options only behind a dash: else a shell that has them offers no files.</summary>
    /// <param name="output">Where they are written.</param>
    /// <param name="suggested">The suggestions, one a line.</param>
    /// <param name="line">The line that is completed.</param>
    public static void Write(TextWriter output, string suggested, string line)
    {
        var isOption = line[(line.LastIndexOf(' ') + 1)..].StartsWith('-');
        foreach (var word in suggested.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (isOption || !word.StartsWith("--", StringComparison.Ordinal)) output.WriteLine(word);
    }

    private static void AddValues(Command command)
    {
        foreach (var option in command.Options)
        {
            // The library completes an option that could take another value, and nothing else.
            option.Arity = option is Option<bool> ? ArgumentArity.Zero : ArgumentArity.ExactlyOne;
            if (OptionValues.TryGetValue(option.Name, out var values)) option.CompletionSources.Add(values);
        }

        foreach (var argument in command.Arguments)
            if (ArgumentValues.TryGetValue(argument.Name, out var values)) argument.CompletionSources.Add(values);
        foreach (var verb in command.Subcommands)
            AddValues(verb);
    }

    private static IEnumerable<string> KeysAndValues(CompletionContext context) => context.WordToComplete.Split('=', 2) switch
    {
        ["model.name", _] => ModelNames().Select(name => $"model.name={name}"),
        [var key, _] => ConfigKeys.ValuesOf(key).Select(value => $"{key}={value}"),
        _ => ConfigKeys.All.Select(key => $"{key}="),
    };

    private static IEnumerable<string> ModelNames() => ModelRegistry.All.Select(model => model.Name);

    private static IEnumerable<string> Checkpoints(CompletionContext context) =>
        (from run in RunFinder.Names(Runs(context))
         where Directory.Exists(Path.Combine(Runs(context), run, "checkpoints")) // a sweep or a comparison has none
         from file in Directory.GetFiles(Path.Combine(Runs(context), run), "checkpoints/*.pt")
         select file).Concat(PretrainedModel.All().Select(model => model.Name));

    /// <summary>Lists the names of the folders of one kind in the runs folder.</summary>
    private static IEnumerable<string> Folders(CompletionContext context, Func<string, bool> isOne) =>
        RunFinder.Names(Runs(context)).Where(name => isOne(Path.Combine(Runs(context), name)));

    private static string Runs(CompletionContext context) =>
        context.ParseResult.CommandResult.Command.Options.OfType<Option<string>>().FirstOrDefault(option => option.Name == "--runs") is { } runs
            ? context.ParseResult.GetValue(runs) ?? "runs"
            : "runs";
}
