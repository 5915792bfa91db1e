using FerTrain.Models.Layers;

namespace FerTrain.Models;

/// <summary>
/// VGG in small (Simonyan and Zisserman, 2015) with ELU before each batch normalisation. Layers, rates and He-normal kernels,
/// those of the last layer too, are the published code's.
/// </summary>
internal sealed class LittleVgg(ModelInput input) : SequentialClassifier(nameof(LittleVgg), Layers(input))
{
    private static LayerStack Layers(ModelInput input)
    {
        var stack = new LayerStack(input);
        foreach (var filters in new[] { 32, 64, 128, 256 }) // 48 → 24 → 12 → 6 → 3
            _ = stack
                .SameConv(filters, 3).HeNormal().Elu().BatchNorm()
                .SameConv(filters, 3).HeNormal().Elu().BatchNorm()
                .MaxPool().Dropout(0.2);
        return stack
            .Flatten()
            .Dense(64).HeNormal().Elu().BatchNorm().Dropout(0.5)
            .Dense(64).HeNormal().Elu().BatchNorm().Dropout(0.5)
            .Dense(input.Classes).HeNormal();
    }
}
