using System.Collections.Immutable;
using System.CommandLine;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data export PATH OUT</c></summary>
internal static class DataExportVerb
{
    private const string AllRows = "all";

    private static readonly string[] Parts = [.. EnumName.All<SplitName>(), AllRows];

    public static Command Create()
    {
        var path = DataOptions.Path();
        var target = new Argument<string>("out") { Description = "The file to write; gzipped where the name ends in .gz." };
        var part = new Option<string>("--split") { Description = $"{string.Join(", ", Parts)}.", DefaultValueFactory = _ => AllRows };
        var distinct = new Option<bool>("--drop-duplicates") { Description = "Drop rows equal to an earlier row in all three columns." };
        var merge = new Option<string[]>("--merge") { Description = "Fold a class into another, for example disgust=angry." };
        var force = DataOptions.Force();
        var verb = new Verb("export", "Write some of the rows of a file in the same format; train, val and test are Training, PublicTest and PrivateTest.",
            "fertrain data export fer2013.csv.gz private.csv --split test",
            "fertrain data export fer2013.csv clean.csv.gz --drop-duplicates --merge disgust=angry") { path, target, part, distinct, merge, force };
        verb.SetAction((parse, cancel) =>
        {
            var config = new DataConfig
            {
                Path = parse.GetRequiredValue(path),
                DropDuplicates = parse.GetValue(distinct),
                Merge = Merges(parse.GetValue(merge) ?? []),
            };
            var choice = parse.GetRequiredValue(part);
            if (!Parts.Contains(choice))
                throw UserError.UnknownName("split", choice, Parts);
            var data = Interruptible.Run(() => DataPreparation.Prepare(config), cancel);
            foreach (var warning in data.Warnings)
                parse.InvocationConfiguration.Error.WriteLine(warning);
            var rows = Rows(data.Split, choice);
            FaceCsvWriter.Write(parse.GetRequiredValue(target), data.Faces, rows, parse.GetValue(force));
            parse.InvocationConfiguration.Output.WriteLine($"{rows.Length} faces → {parse.GetRequiredValue(target)}");
            return Task.FromResult(0);
        });
        return verb;
    }

    private static ImmutableArray<int> Rows(DataSplit split, string part) => part == AllRows
        ? [.. split.Train.Concat(split.Val).Concat(split.Test).Order()]
        : split.Rows(EnumName.Parse<SplitName>("split", part));

    private static Dictionary<string, string> Merges(string[] merges)
    {
        var into = new Dictionary<string, string>();
        foreach (var merge in merges)
        {
            if (merge.Split('=') is not [var from, var to] || !into.TryAdd(from, to))
                throw new UserError($"--merge is '{merge}'. Accepted: CLASS=CLASS, each class folded once, for example disgust=angry.");
        }

        return into;
    }
}
