using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data check PATH</c></summary>
internal static class DataCheckVerb
{
    private const int ListedProblems = 50;

    public static Command Create()
    {
        var (path, json) = (DataOptions.Path(), SharedOptions.Json());
        var verb = new Verb("check", "Report unreadable fields, duplicates, conflicting labels and leaks across splits. Exits with 2 if a field is unreadable.",
            "fertrain data check fer2013.csv.gz",
            "fertrain data check kaggle.zip --json") { path, json };
        verb.SetAction((parse, cancel) =>
        {
            var problems = new List<FormatProblem>();
            var check = DataCheck.Of(Interruptible.Run(() => FaceSource.LoadAll(parse.GetRequiredValue(path), problems), cancel), problems);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                JsonOutput.Write(output, check);
            else
                Print(output, check);
            return Task.FromResult(problems.Count == 0 ? 0 : 2);
        });
        return verb;
    }

    private static void Print(TextWriter output, DataCheck check)
    {
        TextTable.Write(output,
        [
            ["rows", Number(check.Rows)],
            .. check.Splits.Select(split => new[] { $"  {split.Key}", Number(split.Value) }),
            .. check.Classes.Select((counted, label) => new[] { $"  {label} {counted.Key}", Number(counted.Value) }),
            ["rows equal to an earlier row", Number(check.DuplicateRows)],
            ["distinct images", Number(check.DistinctImages)],
            ["rows whose pixels occur earlier", Number(check.ExcessDuplicates)],
            ["groups of equal images with different labels", Number(check.ConflictingGroups)],
            ["images of one grey value", Number(check.ConstantImages)],
            ["PublicTest rows whose pixels occur in Training", Number(check.Leaks.PublicInTraining)],
            ["PrivateTest rows whose pixels occur in Training", Number(check.Leaks.PrivateInTraining)],
            ["PrivateTest rows whose pixels occur in Training or PublicTest", Number(check.Leaks.PrivateInTrainingOrPublic)],
            ["unreadable fields", Number(check.Problems.Count)],
        ]);
        foreach (var problem in check.Problems.Take(ListedProblems))
            output.WriteLine($"  {problem}");
        if (check.Problems.Count > ListedProblems)
            output.WriteLine($"  … and {Number(check.Problems.Count - ListedProblems)} more");
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
