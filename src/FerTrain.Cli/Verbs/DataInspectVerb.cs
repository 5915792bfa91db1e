using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Figures;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data inspect PATH</c></summary>
internal static class DataInspectVerb
{
    public static Command Create(Terminal terminal)
    {
        var (path, formats, json) = (DataOptions.Path(), SharedOptions.Formats(), SharedOptions.Json());
        var overrides = new Argument<string[]>("key=value") { Description = "Keys of the config, e.g. data.drop_duplicates=true.", Arity = ArgumentArity.ZeroOrMore };
        var config = new Option<string?>("--config") { Description = "A file, or a name in configs/; its data block says what is dropped, merged, selected, split and balanced." };
        var target = new Option<string?>("--out") { Description = "Folder for the figures. Default: inspect_NAME." };
        var verb = new Verb("inspect",
            "Show counts per split and class, the range of the pixels and the first rows, and draw the class distribution and sample faces. With a config, also the counts after each of its steps.",
            "fertrain data inspect fer2013.csv.gz",
            "fertrain data inspect fer2013.csv --config svm data.balance=oversample --json") { path, overrides, config, target, formats, json };
        verb.SetAction((parse, cancel) =>
        {
            var formatsOfFigures = SharedOptions.FormatsOf(parse, formats, new());
            var folder = parse.GetValue(target) ?? $"inspect_{StemOf(parse.GetRequiredValue(path))}";
            DataOptions.RequireAnother(parse.GetRequiredValue(path), folder);
            var problems = new List<FormatProblem>();
            var asked = Config(parse.GetRequiredValue(path), parse.GetValue(config), parse.GetValue(overrides) ?? []);
            var faces = Interruptible.Run(() => FaceSource.LoadAll(parse.GetRequiredValue(path), problems, asked?.NamedClasses ?? []), cancel);
            if (faces.Count == 0)
                throw new UserError(
                    $"{parse.GetRequiredValue(path)} has no readable row, but {Counted.Of(problems.Count, "bad field")}; {ProgramCommand.Of("data check")} lists them.");
            if (problems.Count > 0 && asked is not null && asked.DropRows != DataConfig.NoRows)
                throw new UserError($"data.drop_rows: {parse.GetRequiredValue(path)} has {Counted.Of(problems.Count, "bad field")}, and a training reads no such file; {ProgramCommand.Of("data check")} lists them.");
            var prepared = asked is null ? null : Interruptible.Run(() => DataPreparation.Prepare(faces, asked), cancel);
            terminal.Warn(prepared?.Warnings ?? []);
            var summary = DataSummary.Of(faces, problems) with { Steps = prepared?.Steps };
            RunFigures.Write(RunFigures.DataFile, faces, folder, formatsOfFigures);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                JsonOutput.Write(output, summary);
            else
                Print(output, summary, faces.ClassNames);
            (parse.GetValue(json) ? parse.InvocationConfiguration.Error : output).WritePrintable($"Figures: {folder}");
            return Task.FromResult(0);
        });
        return verb;
    }

    /// <summary>Returns null where no key is asked for.</summary>
    private static DataConfig? Config(string path, string? name, string[] overrides)
    {
        if (name is null && overrides.Length == 0) return null;
        if ((SharedOptions.WordThatSets("data.source", overrides) ?? SharedOptions.WordThatSets("data.path", overrides)) is { } other)
            throw new UserError($"{other}: data inspect shows {path}. Expected: one of the two.");
        string[] changes = [.. overrides, $"data.source={EnumName.Of(FaceSource.Of(path))}"];
        var config = name is null ? ConfigFile.Parse("{}", "default", changes) : ConfigFile.Load(name, changes);
        return config.Ensemble.Members.Count == 0 ? config.Data : throw new UserError("data inspect takes the config of one model, not that of an ensemble.");
    }

    private static void Print(TextWriter output, DataSummary summary, IReadOnlyList<string> classes)
    {
        var splits = summary.Splits;
        TextTable.Write(output,
        [
            ["class", .. splits.Keys, "all"],
            .. classes.Select(name => Counts(name, splits.Values.Select(split => split[name]))),
            Counts("all", splits.Values.Select(split => split.Values.Sum())),
        ]);
        if (summary.Steps is { } steps) Print(output, steps);
        var pixels = summary.Pixels;
        output.WriteLine();
        output.WriteLine($"shape           {string.Join(" x ", summary.Shape)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"pixels          {pixels.Min} to {pixels.Max}, mean {pixels.Mean:F2}, standard deviation {pixels.StandardDeviation:F2}"));
        output.WriteLine($"bad fields      {(summary.BadFields == 0 ? "none" : $"{summary.BadFields}; {ProgramCommand.Of("data check")} lists them")}");
        output.WriteLine($"duplicate rows  {summary.DuplicateRows}");
        output.WriteLine();
        TextTable.Write(output,
        [
            ["row", "class", "Usage", "first pixels"],
            .. summary.FirstRows.Select(row => new[] { $"{row.Row}", row.Class, row.Usage, string.Join(' ', row.Pixels) }),
        ], alignment: "rlll");
    }

    private static void Print(TextWriter output, IReadOnlyList<DataStep> steps)
    {
        output.WriteLine();
        TextTable.Write(output,
        [
            ["class", .. steps.Select(step => step.Name)],
            .. steps.SelectMany(step => step.Faces.Keys).Distinct().Select(name => (string[])
                [name, .. steps.Select(step => step.Faces.TryGetValue(name, out var count) ? NumberText.Grouped(count) : "-")]),
            ["all", .. steps.Select(step => NumberText.Grouped(step.Faces.Values.Sum()))],
        ]);
    }

    /// <summary>Returns the name of a file without its extensions, or of a folder.</summary>
    private static string StemOf(string path) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)))
            .Split('.', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault() ?? "data";

    private static string[] Counts(string name, IEnumerable<int> counts)
    {
        var bySplit = counts.ToArray();
        return [name, .. bySplit.Append(bySplit.Sum()).Select(count => NumberText.Grouped(count))];
    }
}
