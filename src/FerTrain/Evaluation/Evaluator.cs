using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Evaluation;

/// <summary>Scores a checkpoint, or several as an ensemble whose probabilities are averaged, on a part of the data.</summary>
internal sealed class Evaluator(PreparedData data, EvalConfig config, Device device)
{
    /// <summary>True where the checkpoints were trained on these data; otherwise it is unknown which faces they have seen.</summary>
    public bool IsTrainingData { get; init; } = true;

    /// <exception cref="UserError">The part has no rows, or the classes are not those that a model was trained on.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EvaluationReport Evaluate(IReadOnlyList<ITrainedModel> checkpoints, CancellationToken cancel)
    {
        foreach (var checkpoint in checkpoints)
            checkpoint.RequireClasses(data.Faces.ClassNames);
        var rows = data.Split.NonEmptyRows(config.Split);
        // The temperature is fitted on these, unless it would be judged by them too.
        var validation = config.Split == SplitName.Val ? [] : data.Split.Val;
        using var faces = new FaceTensors(data.Faces, device);
        var members = checkpoints.Select(checkpoint => checkpoint.Probabilities(faces, [.. rows, .. validation], config.Tta, cancel)).ToArray();
        var mean = Mean(members);
        var leaked = IsTrainingData ? Leaked(rows) : null;
        var scored = new ScoredSplit
        {
            Members = [.. checkpoints.Zip(members, (checkpoint, own) => Alone(checkpoint.Path, First(own), leaked))],
            Split = config.Split,
            ClassNames = data.Faces.ClassNames,
            Predictions = First(mean),
            Validation = validation.IsEmpty ? null : Predictions(validation, mean[^(validation.Length * Classes)..]),
            Leaked = leaked,
            Tta = config.Tta,
            Resamples = config.BootstrapSamples,
        };
        return new EvaluationReport(EvaluationResult.Of(scored), scored.Predictions);

        Predictions First(float[] probabilities) => Predictions(rows, probabilities[..(rows.Length * Classes)]);
    }

    private int Classes => data.Faces.ClassNames.Count;

    private static MemberResult Alone(string checkpoint, Predictions own, bool[]? leaked) => new(checkpoint, own.ToConfusionMatrix().Accuracy)
    {
        LeakFreeAccuracy = leaked is null ? null : LeakFreeResult.Of(own, leaked).Accuracy,
    };

    private static float[] Mean(float[][] members) =>
        [.. Enumerable.Range(0, members[0].Length).Select(i => (float)members.Average(own => (double)own[i]))];

    private Predictions Predictions(ImmutableArray<int> rows, float[] probabilities) =>
        new(Classes, [.. rows], [.. rows.Select(row => (int)data.Faces.Labels[row])], probabilities);

    // A face is only new to the model when neither its training nor its choice has seen it.
    private bool[]? Leaked(ImmutableArray<int> rows) => config.Split switch
    {
        SplitName.Train => null,
        SplitName.Val => DataLeakage.Mask(data.Faces, rows, data.Split.Train),
        _ => DataLeakage.Mask(data.Faces, rows, data.Split.Train.Concat(data.Split.Val)),
    };
}
