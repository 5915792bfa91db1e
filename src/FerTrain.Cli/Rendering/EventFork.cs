using FerTrain.Training;

namespace FerTrain.Cli.Rendering;

/// <summary>Tells several listeners what happens in training, in their order.</summary>
internal sealed class EventFork(params IProgress<TrainingEvent>[] listeners) : IProgress<TrainingEvent>
{
    public void Report(TrainingEvent value)
    {
        foreach (var listener in listeners)
            listener.Report(value);
    }
}
