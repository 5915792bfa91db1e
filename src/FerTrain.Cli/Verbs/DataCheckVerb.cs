using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data check PATH</c></summary>
internal static class DataCheckVerb
{
    private const int ListedProblems = 50;

    public static Command Create()
    {
        var (path, json, force, near) = (DataOptions.Path(), SharedOptions.Json(), DataOptions.Force(), DataOptions.Near());
        var list = new Option<bool>("--list") { Description = "List the rows of each duplicate, conflict and leak, numbered from 0 as in predictions.csv." };
        var target = new Option<string?>("--out") { Description = "Write these rows to a CSV file." };
        var verb = new Verb("check", "Report unreadable fields, duplicates, conflicting labels and leaks across splits. Exits with 2 if a field is unreadable.",
            "fertrain data check fer2013.csv.gz",
            "fertrain data check kaggle.zip --near --out rows.csv --json") { path, list, target, near, force, json };
        verb.SetAction((parse, cancel) =>
        {
            var problems = new List<FormatProblem>();
            var file = parse.GetValue(target);
            if (file is not null) DataOptions.RequireAnother(parse.GetRequiredValue(path), file);
            if (file is not null && File.Exists(file) && !parse.GetValue(force)) throw new UserError($"{file} exists. --force overwrites it.");
            var isListed = parse.GetValue(list);
            var faces = Interruptible.Run(() => FaceSource.LoadAll(parse.GetRequiredValue(path), problems), cancel);
            var check = Interruptible.Run(() => DataCheck.Of(faces, problems, parse.GetValue(near), isListed || file is not null), cancel);
            var output = parse.InvocationConfiguration.Output;
            if (file is not null) AtomicFile.WriteText(file, RepeatedRows(check.Repeated!));
            if (parse.GetValue(json))
                JsonOutput.Write(output, isListed ? check : check with { Repeated = null });
            else
                Print(output, check, isListed);
            if (file is not null)
                (parse.GetValue(json) ? parse.InvocationConfiguration.Error : output)
                    .WritePrintable($"{check.Repeated!.Count} images in several rows → {file}");
            return Task.FromResult(problems.Count == 0 ? 0 : 2);
        });
        return verb;
    }

    private static string RepeatedRows(IReadOnlyList<RepeatedImage> images) => Csv.Text(
    [
        ["image", "kinds", "row", "usage", "class"],
        .. images.Index().SelectMany(_ => _.Item.Rows, (image, row) => (object?[])[image.Index, Kinds(image.Item), row.Row, row.Usage, row.Class]),
    ]);

    private static string Kinds(RepeatedImage image) => string.Join(' ', image.Kinds.Select(kind => EnumName.Of(kind)));

    private static void Print(TextWriter output, DataCheck check, bool isListed)
    {
        TextTable.Write(output,
        [
            ["rows", NumberText.Grouped(check.Rows)],
            .. check.Splits.Select(split => new[] { $"  {split.Key}", NumberText.Grouped(split.Value) }),
            .. check.Classes.Select((counted, label) => new[] { $"  {label} {counted.Key}", NumberText.Grouped(counted.Value) }),
            ["rows equal to an earlier row", NumberText.Grouped(check.DuplicateRows)],
            ["distinct images", NumberText.Grouped(check.DistinctImages)],
            ["rows whose pixels occur earlier", NumberText.Grouped(check.ExcessDuplicates)],
            ["groups of equal images with different labels", NumberText.Grouped(check.ConflictingGroups)],
            ["images of one grey value", NumberText.Grouped(check.ConstantImages)],
            ["PublicTest rows whose pixels occur in Training", NumberText.Grouped(check.Leaks.PublicInTraining)],
            ["PrivateTest rows whose pixels occur in Training", NumberText.Grouped(check.Leaks.PrivateInTraining)],
            ["PrivateTest rows whose pixels occur in Training or PublicTest", NumberText.Grouped(check.Leaks.PrivateInTrainingOrPublic)],
            .. NearRows(check.Near),
            ["unreadable fields", NumberText.Grouped(check.Problems.Count)],
        ]);
        foreach (var problem in check.Problems.Take(ListedProblems))
            output.WritePrintable($"  {problem}");
        if (check.Problems.Count > ListedProblems)
            output.WriteLine($"  … and {NumberText.Grouped(check.Problems.Count - ListedProblems)} more");
        if (!isListed) return;
        output.WriteLine();
        foreach (var image in check.Repeated!)
            output.WritePrintable($"{Kinds(image)}: {string.Join(", ", image.Rows.Select(row => $"row {row.Row} {row.Usage} {row.Class}"))}");
    }

    private static IEnumerable<string[]> NearRows(NearCounts? near) => near is null ? [] :
    [
        ["groups of nearly equal images", NumberText.Grouped(near.Groups)],
        ["  rows in these groups", NumberText.Grouped(near.Rows)],
        ["  with different labels", NumberText.Grouped(near.Conflicts)],
        ["  in several splits", NumberText.Grouped(near.Leaks)],
    ];
}
