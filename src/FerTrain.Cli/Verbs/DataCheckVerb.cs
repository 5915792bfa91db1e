using System.CommandLine;
using System.Globalization;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data check PATH</c></summary>
internal static class DataCheckVerb
{
    private const int ListedProblems = 50;

    public static Command Create()
    {
        var (path, json) = (DataOptions.Path(), SharedOptions.Json());
        var verb = new Verb("check", "List unreadable fields, duplicates, conflicting labels and leaks across splits. Exits with 2 where a field is unreadable.",
            "fertrain data check fer2013.csv.gz",
            "fertrain data check kaggle.zip --json") { path, json };
        verb.SetAction((parse, cancel) =>
        {
            var problems = new List<FormatProblem>();
            var facts = DataFacts.Of(Interruptible.Run(() => FaceSource.LoadAll(parse.GetRequiredValue(path), problems), cancel), problems);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                JsonOutput.Write(output, facts);
            else
                Print(output, facts);
            return Task.FromResult(problems.Count == 0 ? 0 : 2);
        });
        return verb;
    }

    private static void Print(TextWriter output, DataFacts facts)
    {
        TextTable.Write(output,
        [
            ["rows", Number(facts.Rows)],
            .. facts.Splits.Select(split => new[] { $"  {split.Key}", Number(split.Value) }),
            .. facts.Classes.Select((count, label) => new[] { $"  {label} {ClassNames.Fer2013[label]}", Number(count) }),
            ["rows equal to an earlier row", Number(facts.DuplicateRows)],
            ["distinct images", Number(facts.DistinctImages)],
            ["rows whose pixels occurred before", Number(facts.ExcessDuplicates)],
            ["groups of equal images with different labels", Number(facts.ConflictingGroups)],
            ["images of one grey value", Number(facts.ConstantImages)],
            ["PublicTest rows whose pixels occur in Training", Number(facts.Leaks.PublicInTraining)],
            ["PrivateTest rows whose pixels occur in Training", Number(facts.Leaks.PrivateInTraining)],
            ["PrivateTest rows whose pixels occur in Training or PublicTest", Number(facts.Leaks.PrivateInTrainingOrPublic)],
            ["unreadable fields", Number(facts.Problems.Count)],
        ]);
        foreach (var problem in facts.Problems.Take(ListedProblems))
            output.WriteLine($"  {problem}");
        if (facts.Problems.Count > ListedProblems)
            output.WriteLine($"  … and {Number(facts.Problems.Count - ListedProblems)} more");
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
