using System.Text.RegularExpressions;
using FerTrain.Core.Comparison;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;

namespace FerTrain.Figures;

/// <summary>The figures of a comparison: a set for each group of runs, since scores on different faces do not share axes.</summary>
internal static partial class ComparisonFigures
{
    /// <param name="records">The runs in the order of the comparison.</param>
    public static IEnumerable<FigureGroup> Of(RunComparison comparison, IReadOnlyList<RunRecord> records)
    {
        var names = ShortNames(records);
        var groups = Enumerable.Range(0, records.Count).GroupBy(i => comparison.Runs[i].Group).OrderBy(group => group.Key).ToArray();
        var figures = groups.Select(group => new FigureGroup(
            groups.Length == 1 ? "Figures" : $"Figures of group {group.Key}",
            groups.Length > 1 && group.Count() == 1 ? names[group.Single()] : null,
            OfGroup([.. group], names, records, groups.Length == 1 ? "" : $"_group{group.Key}")));
        return Published(comparison, names) is { Length: > 0 } published ? figures.Prepend(new("Beside the published accuracy", null, DrawPublished(published))) : figures;
    }

    /// <summary>Deletes the figures of an earlier comparison in the folder, for a comparison of other runs may draw others, and the report that shows them.</summary>
    public static void DeleteEarlier(string folder)
    {
        if (!ComparisonFiles.AreIn(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Name().IsMatch(Path.GetFileName(file)))) File.Delete(file);
    }

    [GeneratedRegex(@"^(published|(val_accuracy|val_loss|val_accuracy_by_time|accuracy_by_size|class_f1)(_group[0-9]+)?)\.(png|svg|pdf)$|^report\.html$")]
    private static partial Regex Name();

    /// <summary>Writes each as FOLDER/name.png, and in the further formats.</summary>
    /// <exception cref="UserError">The folder can't be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two figures.</exception>
    public static void Write(string folder, RunComparison comparison, IReadOnlyList<RunRecord> records, IReadOnlyList<string> formats, CancellationToken cancel)
    {
        foreach (var figure in Of(comparison, records).SelectMany(group => group.Figures))
        {
            cancel.ThrowIfCancellationRequested();
            figure.Figure.Save(folder, figure.Name, formats);
        }
    }

    private static PublishedAccuracy[] Published(RunComparison comparison, string[] names) =>
    [
        .. from run in comparison.Runs.Index()
           where run.Item is { PublishedAccuracy: not null, StandardError: not null }
           select new PublishedAccuracy(names[run.Index], run.Item.PublishedAccuracy!.Value, run.Item.Scores[Metric.Accuracy]!.Value, run.Item.StandardError!.Value),
    ];

    private static IEnumerable<ComparedFigure> DrawPublished(PublishedAccuracy[] runs)
    {
        yield return new("published", "The accuracy less the published one, with its standard error, each on its own split.", PublishedAccuracies.Draw(runs));
    }

    private static IEnumerable<ComparedFigure> OfGroup(int[] runs, string[] names, IReadOnlyList<RunRecord> records, string suffix)
    {
        ComparedCurve[] curves =
        [
            .. runs.Where(i => records[i] is { Best: not null, Config.TrainsInEpochs: true })
                .Select(i => new ComparedCurve(i, names[i], records[i].History, records[i].Best!))
        ];
        if (curves.Length > 0)
        {
            yield return new($"val_accuracy{suffix}", "Validation accuracy by epoch; circles mark the best checkpoints.", ComparedCurves.Accuracy(curves));
            yield return new($"val_loss{suffix}", "Validation loss by epoch.", ComparedCurves.Loss(curves));
            yield return new($"val_accuracy_by_time{suffix}", "Validation accuracy by training time.", ComparedCurves.AccuracyByTime(curves));
        }

        var scored = runs.Where(i => records[i].Evaluation is not null).ToArray();
        if (scored.Length == 0) yield break;
        var split = EnumName.Of(records[scored[0]].Evaluation!.Split);
        ComparedPoint[] points =
        [
            .. from i in scored
               where records[i].IsFinished
               let score = records[i].Evaluation!
               select new ComparedPoint(i, names[i], records[i].Parameters!.Value, score.Accuracy, score.StandardError),
        ];
        if (points.Length > 0)
            yield return new(
                $"accuracy_by_size{suffix}",
                $"Accuracy on the {split} split, with its standard error, against the number of parameters.",
                AccuracyBySize.Draw(split, points));
        yield return new($"class_f1{suffix}", $"F1 of each class on the {split} split.", ClassF1(scored, names, records));
    }

    private static Figure ClassF1(int[] scored, string[] names, IReadOnlyList<RunRecord> records)
    {
        var classes = records[scored[0]].Evaluation!.Classes;
        BarSeries[] series = [.. scored.Select(i => new BarSeries(names[i], [.. records[i].Evaluation!.Classes.Select(c => c.F1)], RunPalette.ColorOf(i)))];
        return ClassScores.DrawRuns("F1 by class", [.. classes.Select(c => c.Name)], series);
    }

    /// <summary>Leaves out the date and time of each name that no other run has then.</summary>
    private static string[] ShortNames(IReadOnlyList<RunRecord> records)
    {
        string[] shortened = [.. records.Select(record => RunDirectory.NameWithoutTime(record.Name))];
        return [.. shortened.Zip(RunComparison.Names(records), (name, whole) => shortened.Count(other => other == name) == 1 ? name : whole)];
    }
}

/// <summary>The figures of a group of runs.</summary>
/// <param name="Alone">The run of a group of one beside other groups; null for others.</param>
internal sealed record FigureGroup(string Heading, string? Alone, IEnumerable<ComparedFigure> Figures);

/// <summary>A figure of a comparison, with the name of its file without the extension; whoever draws it disposes of it.</summary>
internal sealed record ComparedFigure(string Name, string Caption, Figure Figure);
