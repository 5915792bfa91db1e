using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>
/// Nine convolutions, a max pool after every three. That is all its report tells: the widths are VGG's first three, the
/// padding is <c>same</c>, without which 48 pixels do not last for nine convolutions, and the dense head is little_vgg's.
/// </summary>
internal sealed class NineConv(ModelInput input) : SequentialClassifier(nameof(NineConv), Layers(input))
{
    private static Chain Layers(ModelInput input)
    {
        var chain = new Chain(input);
        foreach (var filters in new[] { 32, 64, 128 }) // 48 → 24 → 12 → 6
            _ = chain.SameConv(filters, 3).Relu().SameConv(filters, 3).Relu().SameConv(filters, 3).Relu().MaxPool();
        return chain.Flatten().Dense(64).Relu().Dense(64).Relu().Dense(input.Classes);
    }
}
