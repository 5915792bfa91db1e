using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>Strided convolutions alone, down to one place, after Arriaga et al. (arXiv:1710.07557): no pool and no dense layer.</summary>
internal sealed class SimplerCnn(ModelInput input) : SequentialClassifier(nameof(SimplerCnn), Layers(input))
{
    /// <summary>In a smaller image the last normalisation would see a single place, which in a batch of one has no variance.</summary>
    public const int SmallestSize = 33;

    /// <summary>Six halvings bring at most this side down to one place.</summary>
    public const int LargestSize = 64;

    private static LayerStack Layers(ModelInput input) => new LayerStack(input)
        .SameConv(16, 5).BatchNorm().HalvingConv(16, 5).BatchNorm().Relu().Dropout(0.2)  // 48 → 24
        .SameConv(32, 5).BatchNorm().HalvingConv(32, 5).BatchNorm().Relu().Dropout(0.2)  // 24 → 12
        .SameConv(64, 3).BatchNorm().HalvingConv(64, 3).BatchNorm().Relu().Dropout(0.2)  // 12 → 6
        .SameConv(64, 1).BatchNorm().HalvingConv(128, 3).BatchNorm().Relu().Dropout(0.2) //  6 → 3
        .SameConv(256, 1).BatchNorm().HalvingConv(128, 3)                                //  3 → 2
        .SameConv(256, 1).BatchNorm().HalvingConv(input.Classes, 3)                      //  2 → 1
        .Flatten();
}
