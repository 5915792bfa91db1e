using FerTrain.Training;

namespace FerTrain.Cli.Verbs;

/// <summary>Tells all who follow a training what happens in it, in the order in which they came.</summary>
internal sealed class TrainingFollowers(IProgress<TrainingEvent> first) : IProgress<TrainingEvent>
{
    private readonly List<IProgress<TrainingEvent>> _followers = [first];

    public void Add(IProgress<TrainingEvent> follower) => _followers.Add(follower);

    public void Report(TrainingEvent value) => _followers.ForEach(follower => follower.Report(value));
}
