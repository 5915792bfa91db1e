using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Data;
using FerTrain.Figures;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data inspect PATH</c></summary>
internal static class DataInspectVerb
{
    public static Command Create()
    {
        var (path, json) = (DataOptions.Path(), SharedOptions.Json());
        var target = new Option<string?>("--out") { Description = "Folder for the figures. Default: inspect_NAME." };
        var verb = new Verb("inspect", "Show counts per split and class, the range of the pixels and the first rows, and draw the class distribution and sample faces.",
            "fertrain data inspect fer2013.csv.gz",
            "fertrain data inspect icml_face_data.csv --out images --json") { path, target, json };
        verb.SetAction((parse, cancel) =>
        {
            var problems = new List<FormatProblem>();
            var faces = Interruptible.Run(() => FaceSource.LoadAll(parse.GetRequiredValue(path), problems), cancel);
            if (faces.Count == 0)
                throw new UserError($"{parse.GetRequiredValue(path)} has no readable row, but {Counted.Of(problems.Count, "bad field")}; {ProgramCommand.Of("data check")} lists them.");
            var summary = DataSummary.Of(faces, problems.Count);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                JsonOutput.Write(output, summary);
            else
                Print(output, summary, faces.ClassNames);
            var folder = parse.GetValue(target) ?? $"inspect_{StemOf(parse.GetRequiredValue(path))}";
            RunFigures.Write(RunFigures.DataFile, faces, folder);
            (parse.GetValue(json) ? parse.InvocationConfiguration.Error : output).WriteLine($"Figures: {folder}");
            return Task.FromResult(0);
        });
        return verb;
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

    /// <summary>Returns the name of a file without its extensions, or of a folder.</summary>
    private static string StemOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))).Split('.', StringSplitOptions.RemoveEmptyEntries)[0];

    private static string[] Counts(string name, IEnumerable<int> counts)
    {
        var bySplit = counts.ToArray();
        return [name, .. bySplit.Append(bySplit.Sum()).Select(count => count.ToString("N0", CultureInfo.InvariantCulture))];
    }
}
