using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Runs;
using FerTrain.Training;

namespace FerTrain.Reports.TensorBoard;

/// <summary>A session of a run as TensorBoard shows it: the config, the metrics of each epoch, and images.</summary>
internal sealed class TensorBoardLog : IProgress<TrainingEvent>, IDisposable
{
    private readonly string _root;
    private readonly EventFile _file;

    // Every event of a session lies at its first epoch or after it, so the start of a later one voids all that it says again.
    private int _epoch;

    /// <param name="run">Where earlier sessions may have left files.</param>
    /// <param name="config">What this session trains by.</param>
    /// <param name="firstEpoch">The first that it trains; one more than the last where it only evaluates.</param>
    /// <param name="clock">For the times in the file.</param>
    /// <exception cref="UserError">The folder can't be written.</exception>
    public TensorBoardLog(RunDirectory run, RunConfig config, int firstEpoch, TimeProvider clock)
    {
        (_root, _epoch) = (run.Root, firstEpoch);
        _file = EventFile.Create(run.TensorBoard, firstEpoch, clock);
        _file.WriteText(_epoch, "config", $"```yaml\n{ConfigFile.ToYaml(config)}```\n");
    }

    /// <summary>Shows a PNG file of the run, where there is one, under its path there, with the epoch that comes next.</summary>
    public void AddImage(string path)
    {
        if (!File.Exists(path)) return;
        _file.WriteImage(_epoch, Path.ChangeExtension(SlashedPath.Of(_root, path), null), File.ReadAllBytes(path));
    }

    public void Report(TrainingEvent value)
    {
        if (value is TrainingEvent.WeightsMeasured measured) _file.WriteHistograms(measured.Epoch, measured.Histograms);
        if (value is not TrainingEvent.EpochDone { Metrics: var epoch }) return;
        _file.WriteScalars(
            epoch.Epoch,
            ("accuracy/train", epoch.TrainAccuracy),
            ("accuracy/validation", epoch.ValAccuracy),
            ("loss/train", epoch.TrainLoss),
            ("loss/validation", epoch.ValLoss),
            ("learning_rate", epoch.LearningRate),
            ("images_per_second", epoch.ImagesPerSecond));
        _epoch = epoch.Epoch + 1;
    }

    public void Dispose() => _file.Dispose();
}
