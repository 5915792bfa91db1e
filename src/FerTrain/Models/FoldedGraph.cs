using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Models;

/// <summary>The operations of a model as it is now, for evaluation alone: a BatchNorm that follows a convolution is part of its kernel.</summary>
internal sealed class FoldedGraph : IDisposable
{
    private FoldedGraph(IReadOnlyList<FoldedLayer> layers) => Layers = layers;

    /// <summary>The layers in the order of computation; the last one gives the logits.</summary>
    public IReadOnlyList<FoldedLayer> Layers { get; }

    /// <summary>Leaves the model in evaluation mode, in which all layers that are not folded have to be called.</summary>
    public static FoldedGraph Of(Classifier model, ModelInput input)
    {
        using var quiet = no_grad();
        model.eval();
        var layers = ModelGraph.Of(model, input).Layers;
        var steps = new List<FoldedLayer>();
        var folded = new HashSet<string>();
        foreach (var layer in layers.Where(layer => !folded.Contains(layer.Name)))
        {
            if (layer.Module is Conv2d conv && BatchNormAfter(layer, layers) is { } norm)
            {
                _ = folded.Add(norm.Name);
                steps.Add(FoldedLayer.Of(layer, conv, norm));
            }
            else
            {
                steps.Add(new FoldedLayer(layer, layer.Name));
            }
        }

        return new FoldedGraph(steps);
    }

    public void Dispose()
    {
        foreach (var layer in Layers)
        {
            layer.Kernel?.Dispose();
            layer.Bias?.Dispose();
        }
    }

    private static GraphLayer? BatchNormAfter(GraphLayer conv, IEnumerable<GraphLayer> layers) =>
        layers.Where(layer => layer.Inputs.Contains(conv.Name)).ToArray() is [var only] && only.Module is BatchNorm2d ? only : null;
}
