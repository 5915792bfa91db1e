using FerTrain.Models;
using FerTrain.Models.Layers;
using FerTrain.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Export.Onnx;

/// <summary>Adds the layers of a model to a graph as nodes with the layers' names.</summary>
internal sealed class LayerNodes
{
    private static readonly string[] Statistics = ["weight", "bias", "running_mean", "running_var"]; // in ONNX's order

    private readonly GraphBuilder _graph;
    private readonly Dictionary<string, Result> _results;

    public LayerNodes(GraphBuilder graph, ModelInput input)
    {
        _graph = graph;
        _results = new() { [ModelGraph.Input] = new(ModelGraph.Input, input.Size) };
    }

    /// <summary>Adds a layer.</summary>
    /// <exception cref="InvalidOperationException">ONNX has no node for this kind of layer.</exception>
    public void Add(FoldedLayer step)
    {
        var input = _results[step.Layer.Inputs[0]];
        _results[step.Name] = step.Layer.Module switch
        {
            Dropout => input,
            SamePad2d => Pad(input, step.Layer),
            _ => Computed(input, step),
        };
    }

    private Result Computed(Result input, FoldedLayer step)
    {
        var layer = step.Layer;
        var value = layer.Module is Conv2d conv ? Convolution(input, step, conv) : Node(layer, input);
        _graph.Graph.ValueInfo.Add(GraphBuilder.Value(value, layer.OutputShape.Skip(1)));
        return new(value, layer.OutputShape[^1]);
    }

    private string Node(GraphLayer layer, Result input) => layer.Module switch
    {
        ReLU => Map("Relu", layer, input),
        Elu => Map("Elu", layer, input),
        BatchNorm2d norm => Normalization(layer, input, norm.eps),
        DenseBatchNorm => Normalization(layer, input, KerasLayers.Epsilon),
        MaxPool2d pool => Pool("MaxPool", layer, input, (pool.kernel_size[0], pool.stride[0], pool.padding[0])),
        SameMaxPool2d => Pool("MaxPool", layer, input, (SameMaxPool2d.Kernel, SameMaxPool2d.Stride, SameMaxPool2d.PaddingBefore(input.Side))),
        // Without its own padding, a pool never counts pixels outside the map.
        AvgPool2d { padding: null or [0, 0] } pool =>
            Pool("AveragePool", layer, input, (pool.kernel_size[0], (pool.stride ?? pool.kernel_size)[0], 0)),
        GlobalAveragePool2d => _graph.Node("Flatten", layer.Name, [_graph.Node("GlobalAveragePool", $"{layer.Name}.mean", [Unpadded(layer, input)])]),
        Flatten => Map("Flatten", layer, input),
        Linear dense => Dense(layer, input, dense),
        Models.Layers.Add => _graph.Node("Add", layer.Name, [Unpadded(layer, input), Unpadded(layer, _results[layer.Inputs[1]])]),
        _ => throw new InvalidOperationException($"Layer {layer.Name}: ONNX has no node for {layer.Module.GetName()}."),
    };

    private string Map(string operation, GraphLayer layer, Result input, params AttributeProto[] attributes) =>
        _graph.Node(operation, layer.Name, [Unpadded(layer, input)], attributes);

    private string Convolution(Result input, FoldedLayer step, Conv2d conv)
    {
        var (name, padding) = (step.Layer.Name, conv.padding![0]);
        var inputs = new List<string> { input.Value, Weights($"{name}.weight", step.Kernel ?? conv.weight) };
        if ((step.Bias ?? conv.bias) is { } bias) inputs.Add(Weights($"{name}.bias", bias));
        var value = _graph.Node(
            "Conv", name, inputs,
            NodeAttribute.Of("kernel_shape", conv.weight.shape[2..]),
            NodeAttribute.Of("strides", conv.stride),
            NodeAttribute.Of("dilations", conv.dilation),
            NodeAttribute.Of("group", conv.groups),
            Pads(input.Near + padding, input.Far + padding));
        if (step.Kernel is not null) _graph.Graph.Node[^1].DocString = $"{step.Name} is part of the kernel.";
        return value;
    }

    private string Dense(GraphLayer layer, Result input, Linear dense)
    {
        var inputs = new List<string> { Unpadded(layer, input), Weights($"{layer.Name}.weight", dense.weight) };
        if (dense.bias is { } bias) inputs.Add(Weights($"{layer.Name}.bias", bias));
        return _graph.Node("Gemm", layer.Name, inputs, NodeAttribute.Of("transB", 1));
    }

    private string Normalization(GraphLayer layer, Result input, double epsilon)
    {
        var state = layer.Module.state_dict();
        var statistics = Statistics.Select(key => Weights($"{layer.Name}.{key}", state[key]));
        return _graph.Node("BatchNormalization", layer.Name, [Unpadded(layer, input), .. statistics], NodeAttribute.Of("epsilon", epsilon));
    }

    /// <summary>Expresses the rounding up of Keras and PyTorch as padding on the far side, which every runtime treats the same.</summary>
    private string Pool(string operation, GraphLayer layer, Result input, (long Kernel, long Stride, long Near) window)
    {
        var reach = (layer.OutputShape[^1] - 1) * window.Stride + window.Kernel;
        return _graph.Node(
            operation, layer.Name, [Unpadded(layer, input)],
            NodeAttribute.Of("kernel_shape", window.Kernel, window.Kernel),
            NodeAttribute.Of("strides", window.Stride, window.Stride),
            Pads(window.Near, Math.Max(reach - input.Side - window.Near, window.Near)));
    }

    /// <summary>Leaves the padding to the convolution that reads the result.</summary>
    private static Result Pad(Result input, GraphLayer layer)
    {
        var total = layer.OutputShape[^1] - input.Side;
        return input with { Near = total / 2, Far = total - total / 2 };
    }

    private static AttributeProto Pads(long near, long far) => NodeAttribute.Of("pads", near, near, far, far);

    private static string Unpadded(GraphLayer layer, Result input) => input.Far == 0
        ? input.Value
        : throw new InvalidOperationException($"Layer {layer.Name}: only a convolution can follow a padding layer.");

    private string Weights(string name, Tensor tensor) => _graph.Constant(name, TensorStorage.Store(tensor));

    /// <param name="Value">The name of the layer's output.</param>
    /// <param name="Side">The last dimension of the output.</param>
    /// <param name="Near">The zeros to pad above and to the left.</param>
    /// <param name="Far">The zeros to pad below and to the right.</param>
    private sealed record Result(string Value, long Side, long Near = 0, long Far = 0);
}
