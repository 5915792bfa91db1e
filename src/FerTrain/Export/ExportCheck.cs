using System.Globalization;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Metrics;
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
