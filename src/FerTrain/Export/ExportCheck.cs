using System.Collections.Immutable;
using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Training;

namespace FerTrain.Export;

/// <summary>What an exported model answers beside its checkpoint, on the same faces.</summary>
public sealed record ExportCheck
{
    public required int Samples { get; init; }

    /// <summary>Of any probability of any face.</summary>
    public required double MaxAbsDifference { get; init; }

    /// <summary>The fraction of faces that get the same class.</summary>
    public required double Agreement { get; init; }

    /// <summary>The part of the data that the faces are; null for drawn faces, which are not scored.</summary>
    public SplitName? Split { get; init; }

    /// <summary>Of the exported model.</summary>
    public double? Accuracy { get; init; }

    public double? StandardError { get; init; }

    /// <summary>Of the checkpoint.</summary>
    public double? OriginalAccuracy { get; init; }

    /// <exception cref="UserError">A model cannot be run, or the faces are not of its classes.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ExportCheck Run(ITrainedModel original, ITrainedModel exported, ExportFaces faces, CancellationToken cancel)
    {
        if (faces.Split is not null) original.RequireClasses(faces.Faces.ClassNames);
        using var tensors = new FaceTensors(faces.Faces, Devices.Find("cpu"));
        int[] labels = [.. faces.Rows.Select(row => faces.Split is null ? 0 : (int)faces.Faces.Labels[row])];
        return Of(Answers(original), Answers(exported), faces.Split);

        Predictions Answers(ITrainedModel model) => new(
            original.Preprocessing.ClassNames.Count, [.. faces.Rows], labels, model.Probabilities(tensors, faces.Rows, TestTimeAugmentation.None, cancel));
    }

    /// <param name="original">Of the checkpoint.</param>
    /// <param name="exported">Of the same rows.</param>
    /// <param name="split">The part that the rows are; null where their labels mean nothing.</param>
    public static ExportCheck Of(Predictions original, Predictions exported, SplitName? split)
    {
        var rows = Enumerable.Range(0, original.Count).ToArray();
        var (before, after) = (original.ToConfusionMatrix(), exported.ToConfusionMatrix());
        return new ExportCheck
        {
            Samples = rows.Length,
            MaxAbsDifference = rows.Max(row => Difference(original.Probabilities(row), exported.Probabilities(row))),
            Agreement = rows.Average(row => original.Predicted(row) == exported.Predicted(row) ? 1.0 : 0),
            Split = split,
            Accuracy = split is null ? null : after.Accuracy,
            StandardError = split is null ? null : after.StandardError,
            OriginalAccuracy = split is null ? null : before.Accuracy,
        };
    }

    /// <summary>What is beyond the tolerance; null where nothing is.</summary>
    public string? Fault(ExportTolerance tolerance)
    {
        if (MaxAbsDifference > tolerance.MaxAbsDifference)
            return Text($"a probability differs by {MaxAbsDifference:G3}, accepted: {tolerance.MaxAbsDifference:G3}");
        if (Agreement < tolerance.Agreement)
            return Text($"{100 * Agreement:F2} % of the faces get the same class, accepted: {100 * tolerance.Agreement:F0} % or more");
        return null;
    }

    private static double Difference(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var greatest = 0f;
        for (var i = 0; i < first.Length; i++)
            greatest = Math.Max(greatest, Math.Abs(first[i] - second[i]));
        return greatest;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The faces on which an exported model has to answer as its checkpoint does.</summary>
/// <param name="Faces">Where they are.</param>
/// <param name="Rows">Which of those.</param>
/// <param name="Split">The part of the data that they are; null for drawn faces, on which no accuracy means anything.</param>
public sealed record ExportFaces(FaceSet Faces, ImmutableArray<int> Rows, SplitName? Split)
{
    private const int DrawnFaces = 350;

    public static ExportFaces Of(PreparedData data, SplitName split) => new(data.Faces, data.Split.NonEmptyRows(split), split);

    /// <summary>For where the data is not at hand.</summary>
    public static ExportFaces Drawn() => new(SyntheticFaces.Draw(DrawnFaces, seed: 0), [.. Enumerable.Range(0, DrawnFaces)], Split: null);

    /// <summary>The first of them.</summary>
    public ExportFaces Take(int samples) => this with { Rows = [.. Rows.Take(samples)] };
}

/// <summary>How far an exported model may be from its checkpoint.</summary>
/// <param name="MaxAbsDifference">Of any probability of any face.</param>
/// <param name="Agreement">The fraction of faces that must get the same class.</param>
public sealed record ExportTolerance(double MaxAbsDifference, double Agreement)
{
    /// <summary>The same numbers, added up in another order.</summary>
    public static ExportTolerance Exact { get; } = new(1e-4, 0);

    /// <summary>Weights of eleven bits change a probability that is near another.</summary>
    public static ExportTolerance Fp16 { get; } = new(1, 0.99);

    /// <summary>Kernels of seven bits and activations of eight change more of them, and still few.</summary>
    public static ExportTolerance Quantized { get; } = new(1, 0.9);
}

/// <summary>Writes files that stay only if they answer as the original does.</summary>
public sealed class VerifiedExport(ITrainedModel original, ExportFaces faces, ExportTolerance tolerance)
{
    /// <param name="path">The file, which another of that name is replaced by.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="open">Reads it again.</param>
    /// <param name="cancel">Removes it, too.</param>
    /// <exception cref="UserError">It cannot be written, or is beyond the tolerance and was removed.</exception>
    public ExportCheck Write(string path, Action write, Func<ITrainedModel> open, CancellationToken cancel)
    {
        write();
        var isVerified = false;
        try
        {
            var check = ExportCheck.Run(original, open(), faces, cancel);
            if (check.Fault(tolerance) is { } fault)
                throw new UserError($"{path} does not answer as {original.Path} does and was removed: of {check.Samples} faces, {fault}.");
            isVerified = true;
            return check;
        }
        finally
        {
            if (!isVerified) File.Delete(path);
        }
    }
}
