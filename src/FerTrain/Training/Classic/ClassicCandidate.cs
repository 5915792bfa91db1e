using FerTrain.Core;
using FerTrain.Core.Config;
using FerTrain.Models.Classic;
using static System.FormattableString;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Training.Classic;

/// <summary>Settings of a baseline of which the validation rows choose one.</summary>
/// <param name="Settings">As people read them.</param>
/// <param name="Fit">Trains with them.</param>
internal sealed record ClassicCandidate(string Settings, Func<CancellationToken, Module<Tensor, Tensor>> Fit)
{
    public static IReadOnlyList<ClassicCandidate> Of(RunConfig config, LabelledFeatures features)
    {
        var classic = config.Classic;
        return config.Model.Name switch
        {
            ClassicConfig.Svm =>
            [
                .. from c in classic.SvmC
                   from width in classic.SvmGamma
                   select new ClassicCandidate(Invariant($"C {c}, gamma {width} x scale"), cancel => SupportVectorFit.Fit(features, c, width, cancel)),
            ],
            ClassicConfig.Knn =>
            [
                .. from neighbors in classic.NNeighbors.Select(asked => (long)Math.Min(asked, features.Labels.Length)).Distinct()
                   select new ClassicCandidate(Invariant($"k {neighbors}"), _ => Neighbors(features, neighbors)),
            ],
            _ => [new ClassicCandidate(Invariant($"{classic.NEstimators} trees"), new ForestFit(features, classic, new Seeds(config.Train.Seed)).Fit)],
        };
    }

    /// <summary>To train it is to remember the faces.</summary>
    private static NearestNeighbors Neighbors(LabelledFeatures features, long count) => new(
        tensor(features.Values, [features.Labels.Length, features.Width]),
        tensor(Array.ConvertAll(features.Labels, label => (long)label)),
        tensor([count]),
        features.Classes);
}
