using FerTrain.Core.Errors;
using FerTrain.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Vision.Explanation;

/// <summary>What a layer makes of one face.</summary>
/// <param name="Layer">Its name in the model.</param>
/// <param name="Height">Of each map.</param>
/// <param name="Width">Of each map.</param>
/// <param name="Maps">One a channel, row-major.</param>
public sealed record FeatureMaps(string Layer, int Height, int Width, IReadOnlyList<float[]> Maps)
{
    /// <summary>The layer of that name, or without one the last that gives maps; null where none does.</summary>
    /// <exception cref="UserError">There is no such layer, or it gives plain numbers.</exception>
    public static GraphLayer? FindLayer(ModelGraph graph, string? name)
    {
        if (name is null) return graph.Layers.LastOrDefault(HasMaps);
        var layer = graph.Layers.FirstOrDefault(layer => layer.Name == name)
            ?? throw UserError.UnknownName("layer", name, graph.Layers.Select(layer => layer.Name));
        if (HasMaps(layer)) return layer;
        string[] accepted = [.. graph.Layers.Where(HasMaps).Select(layer => layer.Name)];
        throw new UserError(
            $"Layer '{name}' gives {layer.OutputShape[^1]} numbers and no maps. "
            + (accepted.Length > 0 ? $"Accepted: {string.Join(", ", accepted)}." : "No layer of this model gives maps."));
    }

    /// <param name="model">In evaluation mode.</param>
    /// <param name="layer">One of its layers that gives maps.</param>
    /// <param name="input">One image, 1×C×S×S.</param>
    public static FeatureMaps Of(Classifier model, GraphLayer layer, Tensor input)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        float[] values = [];
        var remove = LayerHook.Add(layer.Module, output =>
        {
            values = output.cpu().contiguous().data<float>().ToArray(); // now: later layers may write over it
            return output;
        });
        _ = model.call(input);
        remove();
        var (height, width) = ((int)layer.OutputShape[2], (int)layer.OutputShape[3]);
        return new FeatureMaps(layer.Name, height, width, [.. values.Chunk(height * width)]);
    }

    private static bool HasMaps(GraphLayer layer) => layer.OutputShape is [_, _, > 1, > 1];
}

/// <summary>Sees what a layer gives, and may put something else in its place.</summary>
internal static class LayerHook
{
    /// <returns>What takes the hook back.</returns>
    public static Action Add(Module layer, Func<Tensor, Tensor> replace) => layer switch
    {
        Module<Tensor, Tensor> one => one.register_forward_hook((_, _, output) => replace(output)).remove,
        Module<Tensor, Tensor, Tensor> two => two.register_forward_hook((_, _, _, output) => replace(output)).remove,
        _ => throw new InvalidOperationException($"{layer.GetName()} has neither one nor two inputs."),
    };
}
