using System.CommandLine;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Core.Sweeps;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary>Creates the options that several verbs share.</summary>
internal static class SharedOptions
{
    /// <summary>The folder of the run directories where none is named.</summary>
    public const string UsualRuns = "runs";

    /// <param name="files">The files that a verb takes beside a run directory.</param>
    /// <param name="unnamed">What it takes where nothing is named.</param>
    public static Option<string?> Checkpoint(
        string files, string unnamed = "that of the newest run, or where there is no run the most accurate pretrained model") =>
        new("--checkpoint")
        {
            Description = $"{files}, a run, by its folder, name or a unique part of its name, or a pretrained model by its name; by default {unnamed}."
        };

    public static Option<string> Runs() => new("--runs") { Description = "Folder of the run directories.", DefaultValueFactory = _ => UsualRuns };

    public static Option<string> Device() => new("--device") { Description = "auto, cpu, gpu, cuda:N or, on macOS, mps.", DefaultValueFactory = _ => "auto" };

    public static Option<int?> Threads() => new("--threads") { Description = "CPU threads; by default one per core." };

    public static Option<string[]> Formats() => new("--format") { Description = "Formats of the figures beside PNG: svg, pdf or both.", AllowMultipleArgumentsPerToken = true };

    /// <summary>Gives the further formats of figures, by the option or else by a config.</summary>
    /// <exception cref="UserError">There is no such format.</exception>
    public static IReadOnlyList<string> FormatsOf(ParseResult parse, Option<string[]> option, ReportConfig config)
    {
        var formats = parse.GetValue(option) is { Length: > 0 } asked ? [.. asked.Except(["png"])] : config.Formats;
        if (formats.Except(ReportConfig.KnownFormats).FirstOrDefault() is { } unknown)
            throw UserError.UnknownName("format", unknown, ReportConfig.KnownFormats);
        return [.. formats.Distinct()];
    }

    /// <summary>Gives the seconds over which the probabilities of a face are smoothed.</summary>
    /// <exception cref="UserError">They are not accepted.</exception>
    public static double SmoothingOf(ParseResult parse, Option<double> option) => parse.GetValue(option) is >= 0 and <= 60 and var seconds
        ? seconds
        : throw new UserError(FormattableString.Invariant($"{option.Name} is {parse.GetValue(option)}. Expected: 0 to 60 seconds."));

    /// <summary>Names the config of a training that names none: synthetic faces, or with a source of faces the published recipe.</summary>
    public static string UsualConfig(string? source) => source is null ? "quickstart.yaml" : "mini_xception.yaml";

    /// <summary>Writes --data as keys of the config.</summary>
    public static string[] KeysOf(string? source) => source is null ? [] : [$"data.source={EnumName.Of(FaceSource.Of(source))}", $"data.path={source}"];

    /// <summary>Refuses keys that options set too.</summary>
    /// <exception cref="UserError">One is set twice.</exception>
    public static void RequireOnce(ParseResult parse, IEnumerable<string> overrides, params ReadOnlySpan<(Option Option, string Key)> set)
    {
        foreach (var (option, key) in set)
        {
            if (parse.IsGiven(option) && WordThatSets(key, overrides) is { } twice)
                throw new UserError($"{option.Name} sets {key}, and so does {twice}. Expected: one of the two.");
        }
    }

    /// <summary>Refuses a folder whose report another one would replace.</summary>
    /// <exception cref="UserError">It is a run's or a sweep's.</exception>
    public static void RequireNoReport(string? folder)
    {
        if (folder is not null && (RunDirectory.IsAt(folder) || Sweep.IsIn(folder)))
            throw new UserError($"--out {folder} is a {(Sweep.IsIn(folder) ? "sweep" : "run")}, whose report would be replaced. Expected: another folder.");
    }

    /// <summary>Finds the word key=value of a key; null where there is none.</summary>
    public static string? WordThatSets(string key, IEnumerable<string> overrides) => overrides.FirstOrDefault(word => ConfigKeys.SetBy(word) == key);

    /// <summary>Whether the command line has the option.</summary>
    public static bool IsGiven(this ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON object to standard output and everything else to standard error." };
}
