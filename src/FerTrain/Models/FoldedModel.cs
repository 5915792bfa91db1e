using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Models;

/// <summary>A <see cref="FoldedGraph"/> that computes; each intermediate result is freed by its last reader.</summary>
internal sealed class FoldedModel : IDisposable
{
    private readonly FoldedGraph _graph;
    private readonly List<Step> _steps;

    public FoldedModel(Classifier model, ModelInput input)
    {
        _graph = FoldedGraph.Of(model, input);
        _steps = [.. _graph.Layers.Select(layer => new Step(layer.Name, layer.Layer.Inputs, Call(layer)))];
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

    public void Dispose() => _graph.Dispose();

    private static Func<Tensor[], Tensor> Call(FoldedLayer step) => step.Layer.Module switch
    {
        Conv2d conv when step.Kernel is not null => inputs =>
            functional.conv2d(inputs[0], step.Kernel, step.Bias, conv.stride, conv.padding, conv.dilation, conv.groups),
        Module<Tensor, Tensor> one => inputs => one.call(inputs[0]),
        Module<Tensor, Tensor, Tensor> two => inputs => two.call(inputs[0], inputs[1]),
        _ => throw new InvalidOperationException($"Layer {step.Name} has neither one nor two inputs."),
    };

    private sealed record Step(string Name, IReadOnlyList<string> Inputs, Func<Tensor[], Tensor> Compute)
    {
        /// <summary>Results that no later step reads.</summary>
        public IReadOnlyList<string> Spent { get; init; } = [];
    }
}
