using FerTrain.Models.Classic;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Training.Classic;

/// <summary>Finds the principal components of training faces.</summary>
internal static class ComponentFit
{
    /// <param name="pixels">Of the training faces.</param>
    /// <param name="wanted">How many, or below 1 the fraction of variance that they have to explain.</param>
    public static PrincipalComponents Fit(LabelledFeatures pixels, double wanted)
    {
        using var scope = NewDisposeScope();
        var samples = tensor(pixels.Values, [pixels.Labels.Length, pixels.Width]);
        var mean = samples.mean([0]);
        var centred = samples.sub_(mean);

        // The eigenvectors of the smaller of the two products: those of faces × faces become directions when the faces are added up by them.
        var (faces, width) = (centred.shape[0], centred.shape[1]);
        var (ascending, vectors) = linalg.eigh(faces < width ? centred.mm(centred.t()) : centred.t().mm(centred));
        var (variances, rows) = (ascending.flip(0), vectors.t().flip(0));
        var directions = rows.narrow(0, 0, wanted < 1 ? Enough(variances, wanted) : (long)wanted);
        return new PrincipalComponents(mean, faces < width ? nn.functional.normalize(directions.mm(centred), dim: 1) : directions.clone());
    }

    /// <summary>The fewest components that explain a fraction of the variance.</summary>
    private static long Enough(Tensor variances, double fraction)
    {
        var missing = variances.cumsum(0).lt(variances.sum().Times(fraction));
        return Math.Min(missing.sum().item<long>() + 1, variances.shape[0]);
    }
}
