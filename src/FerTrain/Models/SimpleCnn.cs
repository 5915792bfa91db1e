using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>Four blocks of two convolutions and an average pool, after Arriaga et al. (arXiv:1710.07557), without a dense layer.</summary>
internal sealed class SimpleCnn(ModelInput input) : SequentialClassifier(nameof(SimpleCnn), Layers(input))
{
    private static LayerStack Layers(ModelInput input)
    {
        var stack = new LayerStack(input);
        foreach (var (filters, kernel) in new[] { (16, 7), (32, 5), (64, 3), (128, 3) }) // 48 → 24 → 12 → 6 → 3
            _ = stack
                .SameConv(filters, kernel).BatchNorm()
                .SameConv(filters, kernel).BatchNorm().Relu()
                .SameAveragePool().Dropout(0.2);
        return stack.SameConv(256, 3).BatchNorm().SameConv(input.Classes, 3).GlobalAveragePool();
    }
}
