using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>Seven unpadded convolutions in VGG's style, published with a random 8:1:1 split.</summary>
internal sealed class SevenConvVgg(ModelInput input) : SequentialClassifier(nameof(SevenConvVgg), Layers(input))
{
    /// <summary>A smaller image has no place left after the last pool.</summary>
    public const int SmallestSize = 38;

    private static LayerStack Layers(ModelInput input) => new LayerStack(input)
        .Conv(64, 3).Relu().Conv(64, 3).Relu().Conv(64, 3).Relu().BatchNorm().MaxPool().Dropout(0.5) // 48 → 21
        .Conv(128, 3).Relu().Conv(128, 3).Relu().BatchNorm().MaxPool().Dropout(0.5)                  // 21 → 8
        .Conv(256, 3).Relu().Conv(256, 3).Relu().BatchNorm().MaxPool().Dropout(0.5)                  //  8 → 2
        .Flatten()
        .Dense(1024).Relu().Dropout(0.4)
        .Dense(input.Classes);
}
