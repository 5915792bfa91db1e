using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>Three convolutions without activation, wide first and narrow last, and a dense head; published on de-duplicated FER2013.</summary>
internal sealed class CustomCnn(ModelInput input) : SequentialClassifier(nameof(CustomCnn), Layers(input))
{
    private static LayerStack Layers(ModelInput input) => new LayerStack(input)
        .Conv(256, 3).MaxPool().Dropout(0.2)     // 48 → 23
        .Conv(128, 2).AveragePool().Dropout(0.2) // 23 → 11
        .Conv(64, 3).AveragePool().Dropout(0.2)  // 11 → 4
        .Flatten()
        .Dense(128).Relu().BatchNorm()
        .Dense(64).Relu()
        .Dense(16).Relu()
        .Dense(input.Classes);
}
