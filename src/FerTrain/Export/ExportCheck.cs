using System.Collections.Immutable;
using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Files;
using FerTrain.Core.Metrics;
using FerTrain.Data;
using FerTrain.Training;
using static System.FormattableString;

namespace FerTrain.Export;

/// <summary>Compares the predictions of an exported model with those of its checkpoint on the same faces.</summary>
internal sealed record ExportCheck
{
    public required int Samples { get; init; }

    /// <summary>The largest absolute difference of any probability of any face.</summary>
    public required double MaxAbsDifference { get; init; }

    /// <summary>The fraction of faces that get the same class.</summary>
    public required double Agreement { get; init; }

    /// <summary>Names the split of the faces; null for synthetic faces, which are not scored.</summary>
    public SplitName? Split { get; init; }

    /// <summary>The accuracy of the exported model.</summary>
    public double? Accuracy { get; init; }

    /// <summary>The standard error of <see cref="Accuracy"/>.</summary>
    public double? StandardError { get; init; }

    /// <summary>The accuracy of the checkpoint.</summary>
    public double? OriginalAccuracy { get; init; }

    /// <summary>Runs both models on the faces and compares them.</summary>
    /// <param name="original">The model that was exported.</param>
    /// <param name="exported">The exported file.</param>
    /// <param name="faces">The faces.</param>
    /// <param name="cancel">Cancels the comparison.</param>
    /// <param name="temperature">The temperature of the exported file, at which the original's probabilities are taken too.</param>
    /// <exception cref="UserError">A model cannot be run, or the faces have other classes.</exception>
    /// <exception cref="OperationCanceledException">The run is cancelled.</exception>
    public static ExportCheck Run(ITrainedModel original, ITrainedModel exported, ExportFaces faces, CancellationToken cancel, double temperature = 1)
    {
        if (faces.Split is not null) original.RequireClasses(faces.Faces.ClassNames);
        using var tensors = new FaceTensors(faces.Faces, Devices.Find("cpu"));
        int[] labels = [.. faces.Rows.Select(row => faces.Split is null ? 0 : (int)faces.Faces.Labels[row])];
        var expected = Predict(original);
        return Of(temperature == 1 ? expected : TemperatureScaling.Apply(expected, temperature), Predict(exported), faces.Split);

        Predictions Predict(ITrainedModel model) => new(
            original.Preprocessing.ClassNames.Count, [.. faces.Rows], labels,
            ModelAnswers.RequireFinite(model.Path, model.Probabilities(tensors, faces.Rows, TestTimeAugmentation.None, cancel)));
    }

    /// <summary>Compares two sets of predictions for the same rows.</summary>
    /// <param name="original">The predictions of the checkpoint.</param>
    /// <param name="exported">The predictions of the exported model.</param>
    /// <param name="split">The split of the rows; null if their labels are not scored.</param>
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

    /// <summary>Describes what exceeds the tolerance; returns null if nothing does.</summary>
    public string? Fault(ExportTolerance tolerance)
    {
        if (MaxAbsDifference > tolerance.MaxAbsDifference)
            return $"a probability differs by {NumberText.Of(MaxAbsDifference, "G3")}, expected: at most {NumberText.Of(tolerance.MaxAbsDifference, "G3")}";
        if (Agreement < tolerance.Agreement)
            return Invariant($"{100 * Agreement:F2} % of the faces get the same class, expected: {100 * tolerance.Agreement:F0} % or more");
        return null;
    }

    private static double Difference(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var greatest = 0f;
        for (var i = 0; i < first.Length; i++)
            greatest = Math.Max(greatest, Math.Abs(first[i] - second[i]));
        return greatest;
    }
}

/// <summary>Holds the faces on which an exported model must agree with its checkpoint.</summary>
/// <param name="Faces">All faces.</param>
/// <param name="Rows">The rows to compare.</param>
/// <param name="Split">The split of the rows; null for synthetic faces, which are not scored.</param>
internal sealed record ExportFaces(FaceSet Faces, ImmutableArray<int> Rows, SplitName? Split)
{
    private const int SyntheticCount = 350;

    public static ExportFaces Of(PreparedData data, SplitName split) => new(data.Faces, data.Split.NonEmptyRows(split), split);

    /// <summary>Generates synthetic faces, for a machine that lacks the data.</summary>
    public static ExportFaces Synthetic() => new(SyntheticFaces.Generate(SyntheticCount, seed: 0), [.. Enumerable.Range(0, SyntheticCount)], Split: null);

    /// <summary>Returns the first rows, at most as many as given.</summary>
    public ExportFaces Take(int samples) => this with { Rows = [.. Rows.Take(samples)] };
}

/// <summary>Limits the difference of an exported model from its checkpoint.</summary>
/// <param name="MaxAbsDifference">The largest accepted difference of any probability of any face.</param>
/// <param name="Agreement">The fraction of faces that must get the same class.</param>
internal sealed record ExportTolerance(double MaxAbsDifference, double Agreement)
{
    /// <summary>Accepts only rounding differences from another order of summation.</summary>
    public static ExportTolerance Exact { get; } = new(1e-4, 0);

    /// <summary>Accepts that weights of eleven bits change the order of close probabilities.</summary>
    public static ExportTolerance Fp16 { get; } = new(1, 0.99);

    /// <summary>Accepts a few more changes, from kernels of seven bits and activations of eight.</summary>
    public static ExportTolerance Quantized { get; } = new(1, 0.9);
}

/// <summary>Writes an export and keeps it only if it agrees with the original model.</summary>
internal sealed class VerifiedExport(ITrainedModel original, ExportFaces faces, ExportTolerance tolerance, double temperature = 1)
{
    /// <summary>Writes a file and compares it with the original; only one that agrees gets its name, and replaces an earlier one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes a file of that path.</param>
    /// <param name="open">Reads it back.</param>
    /// <param name="cancel">Cancels the comparison.</param>
    /// <exception cref="UserError">The file cannot be written, or exceeds the tolerance.</exception>
    public ExportCheck Write(string path, Action<string> write, Func<string, ITrainedModel> open, CancellationToken cancel)
    {
        try
        {
            using var folder = new TemporaryFolder(path);
            var file = Path.Combine(folder.Path, Path.GetFileName(path));
            write(file);
            var check = Check(file);
            if (check.Fault(tolerance) is { } fault)
                throw new UserError($"{path} is not written, because it would not agree with {original.Path} on {Counted.Of(check.Samples, "face")}: {fault}.");
            File.Move(file, path, overwrite: true);
            return check;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be written: {error.Message}", error);
        }

        ExportCheck Check(string file)
        {
            try
            {
                return ExportCheck.Run(original, open(file), faces, cancel, temperature);
            }
            catch (UserError error)
            {
                throw new UserError(error.Message.Replace(file, path, StringComparison.Ordinal), error); // nobody knows the temporary file
            }
        }
    }
}
