using FerTrain.Core.Config;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Models;
using FerTrain.Training.Initialization;

namespace FerTrain.Training;

/// <summary>Something that happens in a training, for whoever shows it.</summary>
public abstract record TrainingEvent
{
    private TrainingEvent() { }

    /// <summary>The user should know this about the data or the settings.</summary>
    public sealed record Warned(string Message) : TrainingEvent;

    /// <summary>One of an ensemble's runs comes next; <paramref name="FinishedRun"/> is its directory where it was trained before.</summary>
    public sealed record MemberStarted(string Name, int Number, int Count, RunDirectory? FinishedRun) : TrainingEvent;

    /// <summary>Teachers are about to label the training faces.</summary>
    public sealed record TeachersStarted(int Teachers, int Faces) : TrainingEvent;

    /// <summary>The labels of the same teachers are taken over from an earlier run.</summary>
    public sealed record TeachersFound(RunDirectory Run) : TrainingEvent;

    /// <summary>A run is about to train.</summary>
    /// <param name="Run">Where it writes.</param>
    /// <param name="Config">What it trains by.</param>
    /// <param name="Data">What it trains on.</param>
    /// <param name="Device">The name of what computes it.</param>
    /// <param name="Parameters">The size of the model, where it is known before the training.</param>
    /// <param name="InitialWeights">How its initial weights match the model, where a file holds them.</param>
    /// <param name="FinishedEpochs">How many epochs it has behind it.</param>
    public sealed record Started(
        RunDirectory Run, RunConfig Config, PreparedData Data, string Device, ParameterCounts? Parameters, WeightsReport? InitialWeights, int FinishedEpochs) : TrainingEvent;

    /// <summary>Some steps are done; loss and accuracy are the epoch's so far.</summary>
    public sealed record StepsDone(int Epoch, int Done, int Steps, double Loss, double Accuracy, double Seconds) : TrainingEvent;

    /// <summary>The weights and gradients of an epoch's last update, where the config wants them shown.</summary>
    internal sealed record WeightsMeasured(int Epoch, IReadOnlyList<(string Tag, Histogram Histogram)> Histograms) : TrainingEvent;

    /// <summary>An epoch is over; <paramref name="IsBest"/> when its weights become best.pt.</summary>
    public sealed record EpochDone(EpochMetrics Metrics, int Steps, bool IsBest) : TrainingEvent;

    /// <summary>The checkpoints and the log of the epoch are on disk; <paramref name="Best"/> is the epoch of best.pt.</summary>
    public sealed record EpochSaved(IReadOnlyList<EpochMetrics> History, EpochMetrics Best) : TrainingEvent;

    /// <summary>One of several settings of a model without epochs is trained and validated.</summary>
    public sealed record CandidateTried(string Settings, int Number, int Count, double ValAccuracy, double Seconds) : TrainingEvent;

    /// <summary>The learning rate of the next epoch is lower.</summary>
    public sealed record RateDropped(int Epoch, double From, double To) : TrainingEvent;

    /// <summary>Training ends before its last epoch.</summary>
    public sealed record StoppedEarly(int Epoch, int Wait, bool Restored) : TrainingEvent;

    /// <summary>A run is trained, evaluated and summarised.</summary>
    public sealed record Finished(TrainedRun Run) : TrainingEvent;
}

/// <summary>A finished run: where it is, and how its checkpoint scores.</summary>
public sealed record TrainedRun(RunDirectory Directory, RunSummary Summary, EvaluationResult Evaluation)
{
    /// <summary>Its scores on the other splits of the config's eval.splits.</summary>
    public IReadOnlyList<EvaluationResult> OtherEvaluations { get; init; } = [];
}
