using System.Collections.Immutable;
using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data export PATH [OUT]</c></summary>
internal static class DataExportVerb
{
    private const string AllRows = "all";

    internal static readonly string[] Splits = [.. EnumName.All<SplitName>(), AllRows];

    public static Command Create(Terminal terminal)
    {
        var path = DataOptions.Path();
        var target = new Argument<string?>("out") { Description = "The file to write, compressed if the name ends in .gz.", Arity = ArgumentArity.ZeroOrOne };
        var folder = DataOptions.Folder();
        var split = new Option<string>("--split") { Description = $"The split to write: {string.Join(", ", Splits)}.", DefaultValueFactory = _ => AllRows };
        var distinct = new Option<bool>("--drop-duplicates") { Description = "Drop rows that equal an earlier row in all three columns." };
        var merge = new Option<string[]>("--merge") { Description = "Merge a class into another, for example disgust=angry." };
        var classes = new Option<string?>("--classes") { Description = "Write only the faces of these classes, for example happy,sad,neutral." };
        var force = DataOptions.Force();
        var verb = new Verb("export", "Write a split in FER2013's format or as a folder of images; train, val and test are Training, PublicTest and PrivateTest.",
            "fertrain data export fer2013.csv.gz private.csv --split test",
            "fertrain data export fer2013.csv --folder faces --drop-duplicates --merge disgust=angry") { path, target, folder, split, distinct, merge, classes, force };
        verb.SetAction((parse, cancel) =>
        {
            var (source, file, images) = (parse.GetRequiredValue(path), parse.GetValue(target), parse.GetValue(folder));
            DataOptions.RequireTarget("data export", source, file, images, parse.GetValue(force), "a file to write, or --folder");
            var config = new DataConfig
            {
                Source = FaceSource.Of(source),
                Path = source,
                DropDuplicates = parse.GetValue(distinct),
                Merge = Merges(parse.GetValue(merge) ?? []),
                Classes = parse.GetValue(classes)?.Split(',', StringSplitOptions.TrimEntries) ?? [],
            };
            if (config.Problems("data").FirstOrDefault()?.ToString() is { } problem) throw new UserError(problem.EndsWith('?') ? problem : $"{problem}.");
            var choice = parse.GetRequiredValue(split);
            SplitName? part = choice.Equals(AllRows, StringComparison.OrdinalIgnoreCase) ? null : SplitNames.Find(choice) ?? throw UserError.UnknownName("split", choice, Splits);
            var data = Interruptible.Run(() => DataPreparation.Prepare(config), cancel);
            terminal.Warn(data.Warnings);
            var rows = part is { } name ? data.Split.Rows(name) : AllOf(data.Split);
            if (rows.IsEmpty) throw new UserError($"{source} has no {(part is null ? "" : $"{EnumName.Of(part.Value)} ")}row to write. Expected: another --split.");
            if (file is not null) FaceCsvWriter.Write(file, data.Faces, rows, parse.GetValue(force), cancel);
            else FaceFolderWriter.Write(images!, data.Faces, rows, FaceOrigins.Of(source, data.Faces.Count, [], config.NamedClasses), cancel);
            parse.InvocationConfiguration.Output.WritePrintable($"{Counted.Of(rows.Length, "face")} → {file ?? images}");
            return Task.FromResult(0);
        });
        return verb;
    }

    private static ImmutableArray<int> AllOf(DataSplit data) => [.. data.Train.Concat(data.Val).Concat(data.Test).Order()];

    private static Dictionary<string, string> Merges(string[] merges)
    {
        var into = new Dictionary<string, string>();
        foreach (var merge in merges)
        {
            if (merge.Split('=') is not [var from, var to] || !into.TryAdd(from, to))
                throw new UserError($"--merge is '{merge}'. Expected: CLASS=CLASS, each class merged once, for example disgust=angry.");
        }

        return into;
    }
}
