using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>
/// Nine convolutions, a max pool after every three, under a dense head. Its report tells that order; its logs tell the last
/// convolutions, of 64 and 128 filters with ReLU, and the end: 256 units with ReLU, dropout 0.3, the classes, Glorot-uniform.
/// Inferred are the 32 filters of the first three; the padding, <c>same</c>, without which 48 pixels do not last for nine
/// convolutions; and the 256 units and the dropout in front, which the numbers of the logged layers ask for without a size.
/// </summary>
internal sealed class NineConv(ModelInput input) : SequentialClassifier(nameof(NineConv), Layers(input))
{
    private static LayerStack Layers(ModelInput input)
    {
        var stack = new LayerStack(input);
        foreach (var filters in new[] { 32, 64, 128 }) // 48 → 24 → 12 → 6
            _ = stack.SameConv(filters, 3).Relu().SameConv(filters, 3).Relu().SameConv(filters, 3).Relu().MaxPool();
        return stack
            .Flatten()
            .Dense(256).Relu().Dropout(0.3)
            .Dense(256).Relu().Dropout(0.3)
            .Dense(input.Classes);
    }
}
