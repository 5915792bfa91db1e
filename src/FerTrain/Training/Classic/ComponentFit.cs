using FerTrain.Core.Errors;
using FerTrain.Models.Classic;
using OpenCvSharp;
using static TorchSharp.torch;

namespace FerTrain.Training.Classic;

/// <summary>Finds the principal components of training faces with OpenCV.</summary>
internal static class ComponentFit
{
    /// <param name="pixels">Of the training faces.</param>
    /// <param name="wanted">How many, or below 1 the share of variance that they have to explain.</param>
    /// <exception cref="UserError">There are not so many.</exception>
    public static PrincipalComponents Fit(LabelledFeatures pixels, double wanted)
    {
        if (wanted > Math.Min(pixels.Labels.Length, pixels.Width))
            throw new UserError($"classic.pca: got {wanted}, accepted: at most {Math.Min(pixels.Labels.Length, pixels.Width)}, of {pixels.Labels.Length} training faces of {pixels.Width} pixels.");
        using var samples = pixels.ToMat();
        using var unknown = new Mat();
        using var pca = wanted < 1
            ? new PCA(samples, unknown, PCA.Flags.DataAsRow, wanted)
            : new PCA(samples, unknown, PCA.Flags.DataAsRow, (int)wanted);
        using var mean = pca.Mean;
        using var directions = pca.Eigenvectors;
        return new PrincipalComponents(Tensor(mean, [pixels.Width]), Tensor(directions, [directions.Rows, pixels.Width]));
    }

    private static Tensor Tensor(Mat mat, long[] shape) =>
        mat.GetArray<float>(out var numbers) ? tensor(numbers, shape) : throw new InvalidOperationException("OpenCV found no components.");
}
