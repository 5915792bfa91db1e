using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Figures;

namespace FerTrain.Server.Runs;

/// <summary>Holds what the page of a run shows beside its curves.</summary>
/// <param name="Overview">The state and the scores.</param>
/// <param name="Config">The keys that differ from the defaults, with their values.</param>
/// <param name="Figures">The figures that are drawn already.</param>
/// <param name="Files">The files, as paths in the run's folder.</param>
/// <param name="Commands">The commands that trained it and that resumed it.</param>
/// <param name="Cautions">Sentences that a reader of its scores must know.</param>
internal sealed record RunDetail(
    RunOverview Overview, IReadOnlyDictionary<string, string> Config, IReadOnlyList<ShownFigure> Figures, IReadOnlyList<string> Files,
    IReadOnlyList<string> Commands, IReadOnlyList<string> Cautions)
{
    /// <exception cref="UserError">A file of the run is missing or damaged.</exception>
    public static RunDetail Of(RunDirectory run)
    {
        var record = RunRecord.Read(run);
        var files = RunsFolder.Files(run);
        return new(
            RunOverview.Of(run),
            ConfigKeys.Differences([new RunConfig(), record.Config]).ToDictionary(key => key.Key, key => key.Values[1]),
            [.. FiguresAmong(files)],
            files,
            [.. record.Environment.Resumed.Select(session => session.CommandLine).Prepend(record.Environment.CommandLine).Select(words => ProgramCommand.Of(words))],
            [.. RunCautions.Of(record)]);
    }

    /// <summary>Lists the figures of the evaluations and of the data; the page draws the curves itself.</summary>
    private static IEnumerable<ShownFigure> FiguresAmong(IReadOnlyList<string> files)
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
        return evaluation.Concat(data);
    }
}

/// <summary>Names a figure of a run.</summary>
/// <param name="Path">The file, as a path in the run's folder.</param>
/// <param name="ShowsFaces">Marks photographs, which a dark page does not invert.</param>
internal sealed record ShownFigure(string Path, string Caption, bool ShowsFaces);
