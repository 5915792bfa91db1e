using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>
/// Dense layers on the pixels themselves. The widths and the first dropout are those of the published code; the second dropout
/// is in the printed summary alone, where a row of 256 has no parameters, so its rate is inferred. The published code puts a
/// ReLU behind the last layer, before a cross-entropy of probabilities; here these are the softmax of the logits.
/// </summary>
internal sealed class Mlp(ModelInput input) : SequentialClassifier(nameof(Mlp), Layers(input))
{
    private static LayerStack Layers(ModelInput input) => new LayerStack(input)
        .Flatten()
        .Dense(512).Relu().Dropout(0.2)
        .Dense(256).Relu().Dropout(0.2)
        .Dense(128).Relu()
        .Dense(64).Relu()
        .Dense(16).Relu()
        .Dense(input.Classes);
}
