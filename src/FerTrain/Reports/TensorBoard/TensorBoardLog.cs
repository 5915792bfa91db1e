using FerTrain.Core.Config;
using FerTrain.Training;

namespace FerTrain.Reports.TensorBoard;

/// <summary>A training as TensorBoard shows it: the config, then the metrics of each epoch.</summary>
public sealed class TensorBoardLog : IProgress<TrainingEvent>, IDisposable
{
    private readonly EventFile _file;

    /// <param name="folder">Where the files of all sessions of the run lie.</param>
    /// <param name="config">What this session trains by.</param>
    /// <param name="firstEpoch">The first that this session trains; what an earlier one said of it and of later ones is void.</param>
    /// <param name="clock">For the times in the file.</param>
    public TensorBoardLog(string folder, RunConfig config, int firstEpoch, TimeProvider clock)
    {
        _file = EventFile.Create(folder, firstEpoch, clock);
        _file.WriteText(firstEpoch, "config", $"```yaml\n{ConfigFile.ToYaml(config)}```\n");
    }

    public void Report(TrainingEvent value)
    {
        if (value is not TrainingEvent.EpochDone { Metrics: var epoch }) return;
        _file.WriteScalars(
            epoch.Epoch,
            ("accuracy/train", epoch.TrainAccuracy),
            ("accuracy/validation", epoch.ValAccuracy),
            ("loss/train", epoch.TrainLoss),
            ("loss/validation", epoch.ValLoss),
            ("learning_rate", epoch.LearningRate),
            ("images_per_second", epoch.ImagesPerSecond));
    }

    public void Dispose() => _file.Dispose();
}
