using System.Runtime.InteropServices;
using FerTrain.Models.Classic;
using OpenCvSharp;
using OpenCvSharp.ML;
using static TorchSharp.torch;

namespace FerTrain.Training.Classic;

/// <summary>Trains a support vector machine with OpenCV, pair by pair of classes, which can be cancelled in between.</summary>
internal static class SupportVectorFit
{
    private const double Tolerance = 1e-3; // LIBSVM's and scikit-learn's

    /// <param name="features">Of the training faces.</param>
    /// <param name="c">The penalty.</param>
    /// <param name="width">Of the kernel, in units of 1 / (features · variance).</param>
    /// <param name="cancel">Looked at between two pairs.</param>
    public static SupportVectors Fit(LabelledFeatures features, double c, double width, CancellationToken cancel)
    {
        var gamma = width * Scale(features);
        var rows = Enumerable.Range(0, features.Labels.Length).ToLookup(row => features.Labels[row]);
        var pairs = SupportVectors.Pairs(features.Classes);
        var solved = new Solution[pairs.Count];
        var options = new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = get_num_threads() };
        _ = Parallel.For(0, pairs.Count, options, pair =>
        {
            var (first, second) = pairs[pair];
            solved[pair] = Solve(features, [.. rows[first]], [.. rows[second]], c, gamma);
        });
        return Joined(features, solved, gamma);
    }

    /// <summary>Computes scikit-learn's gamma="scale".</summary>
    private static double Scale(LabelledFeatures features)
    {
        var mean = features.Values.Average(value => (double)value);
        var variance = features.Values.Average(value => (value - mean) * (value - mean));
        return 1 / (features.Width * Math.Max(variance, double.Epsilon));
    }

    private static Solution Solve(LabelledFeatures features, int[] first, int[] second, double c, double gamma)
    {
        if (first.Length == 0 || second.Length == 0)
            return new Solution([], [], first.Length == 0 ? 1 : -1); // the class without faces loses
        int[] rows = [.. first, .. second];
        var pair = features.Subset(rows, row => features.Labels[row]);
        using var samples = pair.ToMat();
        using var labels = pair.LabelsToMat();
        using var svm = SVM.Create();
        (svm.Type, svm.KernelType, svm.C, svm.Gamma) = (SVM.Types.CSvc, SVM.KernelTypes.Rbf, c, gamma);
        svm.TermCriteria = new TermCriteria(CriteriaTypes.Eps, 0, Tolerance);
        _ = svm.Train(samples, SampleTypes.RowSample, labels);
        using var weights = new Mat();
        using var places = new Mat();
        using var vectors = svm.GetSupportVectors();
        var offset = svm.GetDecisionFunction(0, weights, places);
        _ = weights.GetArray<double>(out var coefficients);
        _ = places.GetArray<int>(out var used);
        var known = rows.DistinctBy(row => Key(features.Row(row))).ToDictionary(row => Key(features.Row(row)));
        return new Solution([.. used.Select(place => known[Key(vectors.RowSpan<float>(place))])], coefficients, offset);
    }

    /// <summary>The bits of a face's numbers: OpenCV does not tell which faces its vectors are.</summary>
    private static string Key(ReadOnlySpan<float> row) => new(MemoryMarshal.Cast<float, char>(row));

    /// <summary>Most faces support several pairs, and are kept once.</summary>
    private static SupportVectors Joined(LabelledFeatures features, Solution[] solved, double gamma)
    {
        int[] rows = [.. solved.SelectMany(solution => solution.Rows).Distinct().Order()];
        var place = rows.Select((row, index) => (row, index)).ToDictionary(pair => pair.row, pair => pair.index);
        var coefficients = new float[solved.Length * rows.Length];
        for (var pair = 0; pair < solved.Length; pair++)
            foreach (var (row, coefficient) in solved[pair].Rows.Zip(solved[pair].Coefficients))
                coefficients[pair * rows.Length + place[row]] += (float)coefficient;
        return new SupportVectors(
            tensor(features.Subset(rows, row => features.Labels[row]).Values, [rows.Length, features.Width]),
            tensor(coefficients, [solved.Length, rows.Length]),
            tensor([.. solved.Select(solution => (float)solution.Offset)]),
            tensor([(float)gamma]),
            features.Classes);
    }

    /// <param name="Rows">Of the support vectors.</param>
    /// <param name="Coefficients">Of each of them.</param>
    /// <param name="Offset">What the kernels' sum has to exceed for the first class.</param>
    private sealed record Solution(int[] Rows, double[] Coefficients, double Offset);
}
