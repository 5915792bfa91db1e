using FerTrain.Core.Runs;

namespace FerTrain.Training;

/// <summary>Something that happened in training, for whoever shows it.</summary>
public abstract record TrainingEvent
{
    private TrainingEvent() { }

    /// <summary>Some steps are done; loss and accuracy are the epoch's so far.</summary>
    public sealed record StepsDone(int Epoch, int Done, int Steps, double Loss, double Accuracy, double Seconds) : TrainingEvent;

    /// <summary>An epoch is over; <paramref name="IsBest"/> when its weights became best.pt.</summary>
    public sealed record EpochDone(EpochMetrics Metrics, int Steps, bool IsBest) : TrainingEvent;

    /// <summary>The checkpoints and the log of the epoch are on disk; <paramref name="Best"/> is the epoch of best.pt.</summary>
    public sealed record EpochSaved(IReadOnlyList<EpochMetrics> History, EpochMetrics Best) : TrainingEvent;

    /// <summary>One of several settings of a model without epochs is trained and validated.</summary>
    public sealed record CandidateTried(string Settings, int Number, int Count, double ValAccuracy, double Seconds) : TrainingEvent;

    /// <summary>The learning rate of the next epoch is lower.</summary>
    public sealed record RateDropped(int Epoch, double From, double To) : TrainingEvent;

    /// <summary>Training ends before its last epoch.</summary>
    public sealed record StoppedEarly(int Epoch, int Wait, bool Restored) : TrainingEvent;
}
