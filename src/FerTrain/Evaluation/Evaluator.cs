using System.Collections.Immutable;
using FerTrain.Augmentation;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Evaluation;

/// <summary>Scores a checkpoint on a part of the data.</summary>
public static class Evaluator
{
    /// <exception cref="UserError">The part has no rows, or the classes are not those the model was trained on.</exception>
    public static Evaluation Evaluate(Checkpoint checkpoint, PreparedData data, SplitName split, Device device)
    {
        var spec = checkpoint.Preprocessing;
        if (!spec.ClassNames.SequenceEqual(data.Faces.ClassNames))
            throw new UserError($"{checkpoint.Path} predicts {string.Join(", ", spec.ClassNames)}; the data has {string.Join(", ", data.Faces.ClassNames)}.");
        var rows = data.Split.NonEmptyRows(split);
        using var model = checkpoint.CreateModel(device);
        using var faces = new FaceTensors(data.Faces, device);
        using var input = new PixelInput(spec, device);
        var probabilities = new Inference(model, faces, input).Probabilities(rows);
        var predictions = new Predictions(spec.ClassNames.Count, [.. rows], [.. rows.Select(row => (int)data.Faces.Labels[row])], probabilities);
        return new Evaluation(
            EvaluationResult.Of(checkpoint.Path, Name(split), spec.ClassNames, predictions, Leaked(data, split, rows)), predictions);
    }

    /// <summary>The asked part, or val where it has no rows.</summary>
    public static SplitName OrVal(this SplitName split, DataSplit data) => data.Rows(split).IsEmpty ? SplitName.Val : split;

    // A face is only new to the model when neither its training nor its choice has seen it.
    private static bool[]? Leaked(PreparedData data, SplitName split, ImmutableArray<int> rows) => split switch
    {
        SplitName.Train => null,
        SplitName.Val => Leaks.Flag(data.Faces, rows, data.Split.Train),
        _ => Leaks.Flag(data.Faces, rows, data.Split.Train.Concat(data.Split.Val)),
    };

    private static string Name(SplitName split) => split.ToString().ToLowerInvariant();
}
