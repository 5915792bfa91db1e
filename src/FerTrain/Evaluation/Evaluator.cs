using System.Collections.Immutable;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Evaluation;

/// <summary>Scores a checkpoint, or several as an ensemble whose probabilities are averaged, on a part of the data.</summary>
internal sealed class Evaluator(EvaluationData evaluated, EvalConfig config, Device device)
{
    private readonly PreparedData _data = evaluated.Prepared;

    /// <exception cref="UserError">The part has no rows, or the classes are not those that a model was trained on.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public EvaluationReport Evaluate(IReadOnlyList<ITrainedModel> checkpoints, CancellationToken cancel)
    {
        foreach (var checkpoint in checkpoints)
            checkpoint.RequireClasses(_data.Faces.ClassNames);
        var rows = _data.Split.NonEmptyRows(config.Split);
        if (config.Split == SplitName.Train) rows = [.. rows.Distinct()]; // a balanced training repeats faces
        // The temperature is fitted on these, unless it would be judged by them too.
        var validation = config.Split == SplitName.Val ? [] : _data.UnseenVal;
        float[][] members = [.. checkpoints.Index().Select(checkpoint => Probabilities(checkpoint.Item, evaluated.FacesOf(checkpoint.Index)))];
        var mean = Mean(members);
        var leaked = evaluated.Trained is null ? null : Leaked(rows, evaluated.Trained);
        var scored = new ScoredSplit
        {
            Members = [.. checkpoints.Zip(members, (checkpoint, own) => Alone(checkpoint.Path, First(own), leaked))],
            Split = config.Split,
            ClassNames = _data.Faces.ClassNames,
            Predictions = First(mean),
            Validation = validation.IsEmpty ? null : Predictions(validation, mean[^(validation.Length * Classes)..]),
            Leaked = leaked,
            FacesFingerprint = _data.Faces.Fingerprint(rows),
            Tta = config.Tta,
            Resamples = config.BootstrapSamples,
        };
        return new EvaluationReport(EvaluationResult.Of(scored), scored.Predictions);

        float[] Probabilities(ITrainedModel checkpoint, FaceSet seen)
        {
            using var faces = new FaceTensors(seen, device);
            return ModelAnswers.RequireFinite(checkpoint.Path, checkpoint.Probabilities(faces, [.. rows, .. validation], config.Tta, cancel));
        }

        Predictions First(float[] probabilities) => Predictions(rows, probabilities[..(rows.Length * Classes)]);
    }

    private int Classes => _data.Faces.ClassNames.Count;

    private static MemberResult Alone(string checkpoint, Predictions own, bool[]? leaked) => new(checkpoint, own.ToConfusionMatrix().Accuracy)
    {
        LeakFreeAccuracy = leaked is null ? null : LeakFreeResult.Of(own, leaked).Accuracy,
    };

    private static float[] Mean(float[][] members) =>
        [.. Enumerable.Range(0, members[0].Length).Select(i => (float)members.Average(own => (double)own[i]))];

    private Predictions Predictions(ImmutableArray<int> rows, float[] probabilities) =>
        new(Classes, [.. rows], [.. rows.Select(row => (int)_data.Faces.Labels[row])], probabilities);

    // A face is only new to the models when neither the training nor the choice of any of them has seen it.
    private bool[]? Leaked(ImmutableArray<int> rows, IReadOnlyCollection<int> trained) => config.Split switch
    {
        SplitName.Train => null,
        SplitName.Val => DataLeakage.Mask(_data.Faces, rows, trained),
        _ => DataLeakage.Mask(_data.Faces, rows, trained.Concat(_data.Split.Val)),
    };
}
