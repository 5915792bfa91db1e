using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>
/// A model as it is now, for evaluation alone: a BatchNorm that follows a convolution is part of the kernel, and each
/// intermediate result is freed by its last reader.
/// </summary>
public sealed class FoldedModel : IDisposable
{
    private readonly List<Step> _steps = [];
    private readonly List<Tensor> _kernels = [];

    public FoldedModel(Classifier model, ModelInput input)
    {
        using var quiet = no_grad();
        model.eval();
        var layers = ModelGraph.Of(model, input).Layers;
        var folded = new HashSet<string>();
        foreach (var layer in layers.Where(layer => !folded.Contains(layer.Name)))
        {
            if (layer.Module is Conv2d conv && BatchNormAfter(layer, layers) is { } norm)
            {
                _ = folded.Add(norm.Name);
                _steps.Add(Fold(layer, conv, norm));
            }
            else
            {
                _steps.Add(new Step(layer.Name, layer.Inputs, Call(layer)));
            }
        }

        for (var i = 0; i < _steps.Count; i++)
            _steps[i] = _steps[i] with { Spent = [.. _steps[i].Inputs.Distinct().Where(name => !_steps.Skip(i + 1).Any(later => later.Inputs.Contains(name)))] };
    }

    /// <summary>Inputs N×C×S×S to logits N×classes.</summary>
    public Tensor Logits(Tensor inputs)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var results = new Dictionary<string, Tensor> { [ModelGraph.Input] = inputs.alias() };
        foreach (var step in _steps)
        {
            results[step.Name] = step.Compute([.. step.Inputs.Select(name => results[name])]);
            foreach (var name in step.Spent)
                results[name].Dispose();
        }

        return results[_steps[^1].Name].MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in _kernels)
            tensor.Dispose();
    }

    private static GraphLayer? BatchNormAfter(GraphLayer conv, IEnumerable<GraphLayer> layers) =>
        layers.Where(layer => layer.Inputs.Contains(conv.Name)).ToArray() is [var only] && only.Module is TorchSharp.Modules.BatchNorm2d ? only : null;

    private Step Fold(GraphLayer layer, Conv2d conv, GraphLayer norm)
    {
        using var scope = NewDisposeScope();
        var batchNorm = (BatchNorm2d)norm.Module;
        var (mean, variance, shift) = (batchNorm.running_mean!, batchNorm.running_var!, batchNorm.bias!); // every model's has them
        var scale = batchNorm.weight / (variance + batchNorm.eps).sqrt();
        var centred = conv.bias is null ? mean * -1 : conv.bias - mean;
        var kernel = Keep(conv.weight * scale.view(-1, 1, 1, 1));
        var bias = Keep(centred * scale + shift);
        return new Step(norm.Name, layer.Inputs, inputs =>
            functional.conv2d(inputs[0], kernel, bias, conv.stride, conv.padding, conv.dilation, conv.groups));
    }

    private Tensor Keep(Tensor tensor)
    {
        _kernels.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }

    private static Func<Tensor[], Tensor> Call(GraphLayer layer) => layer.Module switch
    {
        Module<Tensor, Tensor> one => inputs => one.call(inputs[0]),
        Module<Tensor, Tensor, Tensor> two => inputs => two.call(inputs[0], inputs[1]),
        _ => throw new InvalidOperationException($"Layer {layer.Name} has neither one nor two inputs."),
    };

    private sealed record Step(string Name, IReadOnlyList<string> Inputs, Func<Tensor[], Tensor> Compute)
    {
        /// <summary>Results that no later step reads.</summary>
        public IReadOnlyList<string> Spent { get; init; } = [];
    }
}
