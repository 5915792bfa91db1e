using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>Dense layers on the pixels themselves.</summary>
internal sealed class Mlp(ModelInput input) : SequentialClassifier(nameof(Mlp), Layers(input))
{
    private static Chain Layers(ModelInput input) => new Chain(input)
        .Flatten()
        .Dense(512).Relu().Dropout(0.2)
        .Dense(256).Relu()
        .Dense(128).Relu()
        .Dense(64).Relu()
        .Dense(16).Relu()
        .Dense(input.Classes);
}
