using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>Five convolutions and a dense head, published with oversampled FER2013.</summary>
internal sealed class FiveConv(ModelInput input) : SequentialClassifier(nameof(FiveConv), Layers(input))
{
    private static LayerStack Layers(ModelInput input) => new LayerStack(input)
        .Conv(32, 3).BatchNorm().Relu().Dropout(0.25)  // 48 → 46
        .SameConv(64, 3).BatchNorm().Relu().MaxPool()  // 46 → 23
        .Conv(64, 3).BatchNorm().Relu().Dropout(0.25)  // 23 → 21
        .SameConv(128, 3).BatchNorm().Relu().MaxPool() // 21 → 10
        .Conv(128, 3).BatchNorm().Relu().MaxPool()     // 10 → 4
        .Flatten()
        .Dense(250).Relu().Dropout(0.5)
        .Dense(input.Classes);
}
