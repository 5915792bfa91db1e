using System.Text.RegularExpressions;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Figures;
using FerTrain.Reports;

namespace FerTrain.Server.Runs;

/// <summary>Holds what the page of a run shows beside its curves.</summary>
/// <param name="Overview">The state and the scores.</param>
/// <param name="Config">The keys that differ from the defaults, with their values.</param>
/// <param name="Confusion">The faces by true and by predicted class; null where none are scored.</param>
/// <param name="Figures">The figures that are drawn already.</param>
/// <param name="Files">The files, as paths in the run's folder.</param>
/// <param name="Commands">The commands that trained it and that resumed it.</param>
/// <param name="Cautions">Sentences that a reader of its scores must know.</param>
internal sealed record RunDetail(
    RunOverview Overview, IReadOnlyDictionary<string, string> Config, ShownConfusion? Confusion, IReadOnlyList<ShownFigure> Figures, IReadOnlyList<string> Files,
    IReadOnlyList<string> Commands, IReadOnlyList<string> Cautions)
{
    /// <exception cref="UserError">A file of the run is missing or damaged.</exception>
    public static RunDetail Of(RunDirectory run)
    {
        var record = RunRecord.Read(run);
        var files = RunsFolder.Files(run);
        return new(
            RunOverview.Of(run),
            record.Changes(),
            record is { IsFinished: true, Evaluation: { } scored } ? ShownConfusion.Of(scored, run) : null,
            [.. FiguresAmong(files, record.IsFinished)],
            files,
            record.Environment.Commands(),
            [.. RunCautions.Of(record)]);
    }

    /// <summary>Lists the figures of the evaluations and of the data; the page draws the curves itself.</summary>
    private static IEnumerable<ShownFigure> FiguresAmong(IReadOnlyList<string> files, bool isFinished)
    {
        var evaluation =
            from split in files.Where(file => file.StartsWith("eval/", StringComparison.Ordinal)).Select(file => file.Split('/')[1]).Distinct()
            from figure in RunFigures.Evaluation
            let file = $"eval/{split}/{figure.Name}.png"
            where files.Contains(file)
            select new ShownFigure(file, $"{split}: {figure.Caption}", figure.ShowsFaces);
        var data =
            from figure in RunFigures.TrainingData
            let file = $"plots/{figure.Name}.png"
            where files.Contains(file)
            select new ShownFigure(file, figure.Caption, figure.ShowsFaces);
        return isFinished ? evaluation.Concat(data) : data; // those of a run that trains on are of before
    }
}

/// <summary>Names a figure of a run.</summary>
/// <param name="Path">The file, as a path in the run's folder.</param>
/// <param name="ShowsFaces">Marks photographs, which a dark page does not invert.</param>
internal sealed record ShownFigure(string Path, string Caption, bool ShowsFaces);

/// <summary>Counts faces by their true class and the predicted one.</summary>
/// <param name="Split">The split of the faces.</param>
/// <param name="Classes">The classes in the order of rows and columns.</param>
/// <param name="Counts">The numbers of faces; rows are true classes, columns predicted ones.</param>
/// <param name="Places">Where the report shows faces of a cell, as a fragment of its address; null where it shows none.</param>
internal sealed partial record ShownConfusion(
    SplitName Split, IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<int>> Counts, IReadOnlyList<IReadOnlyList<string?>> Places)
{
    public static ShownConfusion Of(EvaluationResult scored, RunDirectory run)
    {
        var shown = Ids().Matches(TextOf(run.Report)).Select(id => id.Groups[1].Value).ToHashSet();
        return new(
            scored.Split, [.. scored.Classes.Select(c => c.Name)], scored.Confusion,
            [.. scored.Confusion.Select((row, truth) => (IReadOnlyList<string?>)[.. row
                .Select((_, predicted) => ConfusionSections.Id((truth, predicted)))
                .Select(id => shown.Contains(id) ? id : null)])]);
    }

    private static string TextOf(string report)
    {
        try
        {
            return InputFile.ReadText(report);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ""; // there is none, or it cannot be read: no face is shown
        }
    }

    [GeneratedRegex("id=\"(cell-[^\"]+)\"")]
    private static partial Regex Ids();
}
