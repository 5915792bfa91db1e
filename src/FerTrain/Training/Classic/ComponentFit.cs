using FerTrain.Models.Classic;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Training.Classic;

/// <summary>Finds the principal components of training faces with OpenCV.</summary>
internal static class ComponentFit
{
    /// <param name="pixels">Of the training faces.</param>
    /// <param name="wanted">How many, or below 1 the fraction of variance that they have to explain.</param>
    public static PrincipalComponents Fit(LabelledFeatures pixels, double wanted)
    {
        using var samples = pixels.ToMat();
        using var unknown = new Mat();
        using var pca = new PCA(samples, unknown, PCA.Flags.DataAsRow, wanted < 1 ? 0 : (int)wanted);
        using var mean = pca.Mean;
        using var all = pca.Eigenvectors;
        using var directions = all.RowRange(0, wanted < 1 ? Enough(pca, wanted) : all.Rows);
        return new PrincipalComponents(Tensor(mean, [pixels.Width]), Tensor(directions, [directions.Rows, pixels.Width]));
    }

    /// <summary>OpenCV's own choice by a fraction stops one component short of it.</summary>
    private static int Enough(PCA pca, double fraction)
    {
        using var values = pca.Eigenvalues;
        _ = values.GetArray<float>(out var variances);
        var missing = fraction * variances.Sum(variance => (double)variance);
        return Math.Min(variances.TakeWhile(variance => (missing -= variance) > 0).Count() + 1, variances.Length);
    }

    private static Tensor Tensor(Mat mat, long[] shape) =>
        mat.GetArray<float>(out var numbers) ? tensor(numbers, shape) : throw new InvalidOperationException("OpenCV found no components.");
}
