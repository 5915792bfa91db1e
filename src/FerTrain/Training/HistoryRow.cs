using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>An epoch's metrics as a checkpoint holds them.</summary>
internal static class HistoryRow
{
    public static OrderedDictionary<object, object?> Store(EpochMetrics metrics) => new()
    {
        ["epoch"] = (long)metrics.Epoch,
        ["learning_rate"] = metrics.LearningRate,
        ["train_loss"] = metrics.TrainLoss,
        ["train_accuracy"] = metrics.TrainAccuracy,
        ["val_loss"] = metrics.ValLoss,
        ["val_accuracy"] = metrics.ValAccuracy,
        ["seconds"] = metrics.Seconds,
        ["images_per_second"] = metrics.ImagesPerSecond,
    };

    public static EpochMetrics Read(PlainMap row) => new()
    {
        Epoch = row.Int("epoch"),
        LearningRate = row.Get<double>("learning_rate"),
        TrainLoss = row.Get<double>("train_loss"),
        TrainAccuracy = row.Get<double>("train_accuracy"),
        ValLoss = row.Get<double>("val_loss"),
        ValAccuracy = row.Get<double>("val_accuracy"),
        Seconds = row.Get<double>("seconds"),
        ImagesPerSecond = row.Get<double>("images_per_second"),
    };
}
