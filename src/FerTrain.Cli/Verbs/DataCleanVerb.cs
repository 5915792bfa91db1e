using System.CommandLine;
using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Data;

namespace FerTrain.Cli.Verbs;

/// <summary><c>fertrain data clean PATH --out FILE|--folder FOLDER</c></summary>
internal static class DataCleanVerb
{
    public static Command Create()
    {
        var (path, json, force, near) = (DataOptions.Path(), SharedOptions.Json(), DataOptions.Force(), DataOptions.Near());
        var target = new Option<string?>("--out") { Description = "The file to write, compressed if the name ends in .gz." };
        var folder = DataOptions.Folder();
        var keep = new Option<bool>("--keep-conflicts") { Description = "Keep the first row of each label of an image, instead of none where the labels differ." };
        var verb = new Verb("clean",
            "Write a file without unreadable rows, conflicting labels, leaks and duplicates: of equal images, none where labels differ, else one of PrivateTest, PublicTest or Training, in this order, and of these the first.",
            "fertrain data clean fer2013.csv.gz --out clean.csv.gz",
            "fertrain data clean fer2013.csv --out clean.csv --near --keep-conflicts") { path, target, folder, keep, near, force, json };
        verb.SetAction((parse, cancel) =>
        {
            var (source, file, images) = (parse.GetRequiredValue(path), parse.GetValue(target), parse.GetValue(folder));
            DataOptions.RequireTarget("data clean", source, file, images, parse.GetValue(force), "--out FILE, or --folder FOLDER");
            var problems = new List<FormatProblem>();
            var faces = Interruptible.Run(() => FaceSource.LoadAll(source, problems), cancel);
            var groups = Interruptible.Run(() => ImageGroups.Of(faces, parse.GetValue(near)), cancel);
            var cleaning = DataCleaning.Of(faces, groups, parse.GetValue(keep));
            if (cleaning.Kept.Count == 0) throw new UserError($"{source} has no row that could be kept, so nothing is written.");
            if (file is not null) FaceCsvWriter.Write(file, faces, cleaning.Kept, parse.GetValue(force), cancel);
            else FaceFolderWriter.Write(images!, faces, cleaning.Kept, FaceOrigins.Of(source, faces.Count, problems), cancel);
            var unreadable = problems.DistinctBy(problem => problem.Row).Count();
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
                JsonOutput.Write(output, new
                {
                    Target = file ?? images,
                    Rows = faces.Count + unreadable,
                    Kept = cleaning.Kept.Count,
                    Removed = new { unreadable, cleaning.Conflicts, cleaning.Leaks, cleaning.Duplicates },
                });
            else
                Print(output, cleaning, unreadable, faces.Count, file ?? images!);
            return Task.FromResult(0);
        });
        return verb;
    }

    private static void Print(TextWriter output, DataCleaning cleaning, int unreadable, int readable, string target)
    {
        TextTable.Write(output,
        [
            ["rows", NumberText.Grouped(readable + unreadable)],
            ["  removed: unreadable", NumberText.Grouped(unreadable)],
            ["  removed: labels of an image differ", NumberText.Grouped(cleaning.Conflicts)],
            ["  removed: image is in a later split", NumberText.Grouped(cleaning.Leaks)],
            ["  removed: image is in the same split", NumberText.Grouped(cleaning.Duplicates)],
        ]);
        output.WritePrintable($"{cleaning.Kept.Count} faces → {target}");
    }
}
