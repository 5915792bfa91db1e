using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>
/// Records every layer that a model calls. Tensors are told apart by their memory: a view, and a result written in
/// place, stand for the layer that gave them last.
/// </summary>
internal sealed class LayerTracer : IDisposable
{
    private readonly Classifier _model;
    private readonly List<GraphLayer> _layers = [];
    private readonly Dictionary<nint, string> _writers = [];
    private readonly List<Tensor> _held = [];
    private readonly List<Action> _removeHooks = [];

    public LayerTracer(Classifier model)
    {
        _model = model;
        Watch(model, path: "");
    }

    public IReadOnlyList<GraphLayer> Run(Tensor image)
    {
        Hold(image, ModelGraph.Input);
        _ = _model.call(image);
        return _layers;
    }

    public void Dispose()
    {
        foreach (var remove in _removeHooks)
            remove();
        foreach (var tensor in _held)
            tensor.Dispose();
    }

    private void Watch(Module module, string path)
    {
        foreach (var (childName, child) in module.named_children())
        {
            var name = $"{path}{childName}";
            if (child.named_children().Any())
                Watch(child, $"{name}.");
            else
                _removeHooks.Add(Watched(child, name));
        }
    }

    private Action Watched(Module layer, string name) => layer switch
    {
        Module<Tensor, Tensor> one => one.register_forward_hook((_, input, output) => Record(name, layer, output, input)).remove,
        Module<Tensor, Tensor, Tensor> two => two.register_forward_hook((_, first, second, output) => Record(name, layer, output, first, second)).remove,
        _ => throw new InvalidOperationException($"Layer {name} of {_model.GetName()} has neither one nor two inputs."),
    };

    private Tensor Record(string name, Module layer, Tensor output, params ReadOnlySpan<Tensor> inputs)
    {
        var writers = new string[inputs.Length];
        for (var i = 0; i < writers.Length; i++)
            writers[i] = _writers.TryGetValue(Memory(inputs[i]), out var writer)
                ? writer
                : throw new InvalidOperationException($"Layer {name} of {_model.GetName()} reads what no layer gave.");
        _layers.Add(new GraphLayer(name, layer, writers, output.shape));
        Hold(output, name);
        return output;
    }

    /// <summary>Keeps the memory from being given to another tensor before the trace ends.</summary>
    private void Hold(Tensor tensor, string writer)
    {
        _held.Add(tensor.alias().DetachFromDisposeScope());
        _writers[Memory(tensor)] = writer;
    }

    private static nint Memory(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.storage<float>().data_ptr();
    }
}
