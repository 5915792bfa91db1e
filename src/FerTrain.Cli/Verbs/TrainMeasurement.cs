using FerTrain.Cli.Rendering;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Figures;
using FerTrain.Models;
using FerTrain.Training;
using static System.FormattableString;

namespace FerTrain.Cli.Verbs;

/// <summary>What <c>train --find-lr</c> and <c>train --find-batch</c> measure; a part that was not asked for is null.</summary>
internal sealed record TrainMeasurement(MeasuredRates? LearningRate, LargestBatch? Batch)
{
    private const string Digits = "G2";

    private const string Rates = "find_lr";

    private static string TableIn(string folder) => Path.Combine(folder, $"{Rates}.csv");

    /// <summary>Whether a folder is that of a search for a learning rate.</summary>
    public static bool IsIn(string folder) => File.Exists(TableIn(folder));

    /// <exception cref="UserError">The model is not trained in steps, or the data cannot be used.</exception>
    public static TrainMeasurement Of(RunConfig config, bool rate, bool batch, TrainingOptions options, Terminal terminal, CancellationToken cancel)
    {
        if (config.Ensemble.Members.Count > 0) throw new UserError("ensemble.members: --find-lr and --find-batch measure one model. Expected: a config of one model.");
        if (rate && config.Distill.Teachers.Count > 0) throw new UserError("distill.teachers: --find-lr measures the loss on labels alone. Expected: distill.teachers=[].");
        if (batch && config.Distill is { Consistent: true, Teachers.Count: > 0 })
            throw new UserError("distill.consistent: --find-batch measures the student alone, beside which the teachers take memory. Expected: distill.teachers=[].");
        var device = Devices.Find(options.Device, options.Threads);
        _ = ModelRegistry.Network(config.Model.Name);
        var data = TrainingSession.Prepare(config, options, cancel);
        var found = batch ? LargestBatch.Find(config, data, device, cancel) : null; // first, while little memory is in use
        if (found is not null) terminal.Output.WriteLine(Text(found));
        if (!rate) return new(null, found);
        var range = LearningRateRange.Measure(config, data, device, cancel);
        var folder = NumberedPath.Free(Path.Combine(options.Runs, RunDirectory.NameAt(TimeProvider.System.GetLocalNow(), Rates)));
        OutputFolder.Create(folder);
        var rows = range.Points.Select(point => (object?[])[point.Rate, point.Loss, point.Smoothed]);
        AtomicFile.WriteText(TableIn(folder), Csv.Text([["learning_rate", "loss", "smoothed"], .. rows]));
        RateFigure.Draw(range).Save(folder, Rates, config.Report.Formats);
        var lowest = range.LowestLoss.Rate;
        terminal.Output.WriteLine(
            $"loss falls fastest at a learning rate of {NumberText.Of(range.Steepest, Digits)} and is lowest at {NumberText.Of(lowest, Digits)}, after {Counted.Of(range.Points.Count, "update")} in batches of {config.Train.BatchSize}");
        terminal.Output.WriteLine($"try: optimizer.lr={NumberText.Of(range.Steepest, Digits)}, or the peak of a schedule up to {NumberText.Of(lowest / 2, Digits)}");
        terminal.Output.WritePrintable($"figure: {Path.Combine(folder, $"{Rates}.png")}");
        return new(new(range.Steepest, lowest, folder), found);
    }

    private static string Text(LargestBatch found) => found switch
    {
        { IsAll: true } => $"largest batch: all {Counted.Of(found.Faces, "training face")} fit",
        { BytesPerFace: { } face, FreeBytes: { } free } => Invariant(
            $"largest batch: about {found.Faces:N0} faces, at {face / 1048576.0:F2} MiB a face and {free / 1073741824.0:F1} GiB free: train.batch_size={found.Faces}"),
        _ => Invariant($"largest batch: {found.Faces:N0} faces, the largest that was tried and fits: train.batch_size={found.Faces}"),
    };
}

/// <summary>The outcome of a range test.</summary>
/// <param name="Steepest">The rate where the loss falls fastest.</param>
/// <param name="Lowest">The rate where it is lowest.</param>
/// <param name="Folder">Where its table and its figure are.</param>
internal sealed record MeasuredRates(double Steepest, double Lowest, string Folder);
