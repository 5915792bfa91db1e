using FerTrain.Core.Errors;
using FerTrain.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Vision.Explanation;

/// <summary>Holds the feature maps of a layer for one face.</summary>
/// <param name="Layer">The name of the layer in the model.</param>
/// <param name="Height">The height of each map.</param>
/// <param name="Width">The width of each map.</param>
/// <param name="Maps">One map for each channel, row-major.</param>
/// <param name="AreOfClasses">Whether the mean of each map is the logit of a class.</param>
internal sealed record FeatureMaps(string Layer, int Height, int Width, IReadOnlyList<float[]> Maps, bool AreOfClasses)
{
    private const long SmallestShown = 6; // pixels of a side: 3 x 3 maps hardly say where
    private const float Tolerance = 1e-3f;

    /// <summary>
    /// Finds a layer by name, or without a name the last layer with feature maps of at least 6×6, or of any size where
    /// none are; returns null if no layer has any.
    /// </summary>
    /// <exception cref="UserError">There is no such layer, or it has no feature maps.</exception>
    public static GraphLayer? FindLayer(ModelGraph graph, string? name)
    {
        if (name is null) return graph.Layers.LastOrDefault(layer => HasMaps(layer) && layer.OutputShape.Skip(2).Min() >= SmallestShown) ?? graph.Layers.LastOrDefault(HasMaps);
        var layer = graph.Layers.FirstOrDefault(layer => layer.Name == name)
            ?? throw UserError.UnknownName("layer", name, graph.Layers.Select(layer => layer.Name));
        if (HasMaps(layer)) return layer;
        string[] expected = [.. graph.Layers.Where(HasMaps).Select(layer => layer.Name)];
        throw new UserError(
            $"Layer '{name}' has {layer.OutputShape[^1]} outputs and no feature maps. "
            + (expected.Length > 0 ? $"Expected: {string.Join(", ", expected)}." : "No layer of this model has feature maps."));
    }

    /// <summary>Computes the feature maps of a layer.</summary>
    /// <param name="model">The model in evaluation mode.</param>
    /// <param name="layer">A layer of the model with feature maps.</param>
    /// <param name="input">One image, 1×C×S×S.</param>
    public static FeatureMaps Of(Classifier model, GraphLayer layer, Tensor input)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        float[] values = [];
        var remove = ForwardHook.Add(layer.Module, output =>
        {
            values = output.cpu().contiguous().data<float>().ToArray(); // copied now, because later layers may overwrite it
            return output;
        });
        var logits = model.call(input).cpu().data<float>().ToArray();
        remove();
        var (height, width) = ((int)layer.OutputShape[2], (int)layer.OutputShape[3]);
        float[][] maps = [.. values.Chunk(height * width)];
        return new FeatureMaps(layer.Name, height, width, maps, AreLogits(maps, logits));
    }

    private static bool AreLogits(float[][] maps, float[] logits) =>
        maps.Length == logits.Length && maps.Zip(logits).All(pair => Math.Abs(pair.First.Average() - pair.Second) < Tolerance * Math.Max(1, Math.Abs(pair.Second)));

    private static bool HasMaps(GraphLayer layer) => layer.OutputShape is [_, _, > 1, > 1];
}

/// <summary>Adds forward hooks, which read the output of a layer and may replace it.</summary>
internal static class ForwardHook
{
    /// <summary>Adds a hook and returns the action that removes it.</summary>
    public static Action Add(Module layer, Func<Tensor, Tensor> replace) => layer switch
    {
        Module<Tensor, Tensor> one => one.register_forward_hook((_, _, output) => replace(output)).remove,
        Module<Tensor, Tensor, Tensor> two => two.register_forward_hook((_, _, _, output) => replace(output)).remove,
        _ => throw new InvalidOperationException($"{layer.GetName()} has neither one nor two inputs."),
    };
}
