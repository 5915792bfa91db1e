using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Core.Runs;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Figures;

/// <summary>A figure of a run: a PNG file of this name, and the same figure with a caption in report.html.</summary>
/// <param name="Draw">Gives null where the input lacks what the figure shows.</param>
internal sealed record RunFigure<T>(string Name, string Caption, Func<T, Figure?> Draw)
{
    /// <summary>Marks a figure of photographs, which report.html shows among the faces and never inverts in the dark.</summary>
    public bool ShowsFaces { get; init; }
}

/// <summary>The list of all figures of a run, by what they are drawn from; adding a figure takes one line here.</summary>
internal static class RunFigures
{
    /// <summary>The curves in plots/, which are drawn again after each epoch.</summary>
    public static IReadOnlyList<RunFigure<CurvesInput>> Curves { get; } =
    [
        new("accuracy", "Accuracy on the training and validation faces by epoch; the circle marks the best checkpoint.", run => TrainingCurves.Accuracy(run.History, run.Best)),
        new("loss", "Loss on the training and validation faces by epoch.", run => TrainingCurves.Loss(run.History, run.Best)),
        new("learning_rate", "Learning rate by epoch.", run => TrainingCurves.LearningRate(run.History)),
    ];

    /// <summary>The figures of the training data in plots/.</summary>
    public static IReadOnlyList<RunFigure<TrainingDataInput>> TrainingData { get; } =
    [
        new("class_distribution", "Training faces of each class.", input => ClassDistribution.OfTraining(input.Data.Faces.ClassNames, ClassBalance.Of(input.Data, input.Balance))),
        new("samples", "Training faces by class.", input => ClassSamples.Draw(input.Data.Faces, input.Data.Split.Train)) { ShowsFaces = true },
        new("train_batch", "The first batch as the network gets it, after augmentation.",
            input => TrainBatch.Draw(input.Data.Faces.ClassNames, input.FirstBatch)) { ShowsFaces = true },
    ];

    /// <summary>The figures of an evaluation.</summary>
    public static IReadOnlyList<RunFigure<EvaluationInput>> Evaluation { get; } =
    [
        new("confusion_matrix_normalized", "Confusion matrix as fractions of each true class.", scored => ConfusionHeatmap.Normalized(scored.Result)),
        new("confusion_matrix", "Confusion matrix as counts of faces.", scored => ConfusionHeatmap.Counts(scored.Result)),
        new("class_scores", "Precision, recall and F1 of each class.", scored => ClassScores.Draw(scored.Result)),
        new("rank_of_truth", "Rank of the true class among the predicted probabilities.", scored => RankOfTruth.Draw(scored.Result)),
        new("reliability", "Accuracy of predictions of similar probability.", scored => scored.Predictions is { } predictions
            ? ReliabilityDiagram.Draw(EnumName.Of(scored.Result.Split), predictions) : null),
        new("mistakes", "The wrong predictions with the highest probability.", scored => scored is { Predictions: { } predictions, Faces: { } faces }
            ? WorstMistakes.Draw(EnumName.Of(scored.Result.Split), predictions, faces) : null) { ShowsFaces = true },
    ];

    /// <summary>The figures of a file of faces.</summary>
    public static IReadOnlyList<RunFigure<FaceSet>> DataFile { get; } =
    [
        new("class_distribution", "Faces of each class and Usage.", ClassDistribution.OfFile),
        new("samples", "Faces by class.", faces => ClassSamples.Draw(faces, Enumerable.Range(0, faces.Count))) { ShowsFaces = true },
    ];

    /// <summary>Writes the figures of a list as PNG files, and in the further formats.</summary>
    /// <exception cref="UserError">The folder cannot be written.</exception>
    public static void Write<T>(IEnumerable<RunFigure<T>> figures, T input, string folder, IReadOnlyList<string> formats)
    {
        OutputFolder.Create(folder);
        foreach (var figure in figures)
            figure.Draw(input)?.Save(folder, figure.Name, formats);
    }
}

/// <param name="History">Must hold at least one epoch.</param>
/// <param name="Best">The epoch of the best checkpoint.</param>
internal sealed record CurvesInput(IReadOnlyList<EpochMetrics> History, EpochMetrics Best);

internal sealed record TrainingDataInput(PreparedData Data, BalanceMethod Balance, BatchPreview FirstBatch);

/// <param name="Predictions">Null where a run does not keep them.</param>
/// <param name="Faces">Null where the data are not loaded, as for a report of an old run.</param>
internal sealed record EvaluationInput(EvaluationResult Result, Predictions? Predictions, FaceSet? Faces);
