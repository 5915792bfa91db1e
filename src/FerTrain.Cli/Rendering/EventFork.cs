using FerTrain.Training;

namespace FerTrain.Cli.Rendering;

/// <summary>Tells several listeners what happens in training, in their order.</summary>
internal sealed class EventFork(params IProgress<TrainingEvent>[] first) : IProgress<TrainingEvent>
{
    private readonly List<IProgress<TrainingEvent>> _listeners = [.. first];

    public void Add(IProgress<TrainingEvent> listener) => _listeners.Add(listener);

    public void Report(TrainingEvent value) => _listeners.ForEach(listener => listener.Report(value));
}
