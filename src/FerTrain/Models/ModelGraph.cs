using static TorchSharp.torch;

namespace FerTrain.Models;

/// <summary>The operations of a model in the order of their computation, and what each of them reads.</summary>
internal sealed class ModelGraph
{
    /// <summary>The name of the image among the inputs of layers.</summary>
    public const string Input = "input";

    private ModelGraph(IReadOnlyList<long> inputShape, IReadOnlyList<GraphLayer> layers) => (InputShape, Layers) = (inputShape, layers);

    /// <summary>1×C×H×W.</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>The layers in the order of computation; the last one gives the logits.</summary>
    public IReadOnlyList<GraphLayer> Layers { get; }

    /// <summary>Watches the model compute one black image in evaluation mode.</summary>
    public static ModelGraph Of(Classifier model, ModelInput input)
    {
        long[] shape = [1, input.Channels, input.Size, input.Size];
        var wasTraining = model.training;
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var trace = new LayerTracer(model);
        try
        {
            model.eval();
            return new ModelGraph(shape, trace.Run(zeros(shape, device: model.parameters().First().device)));
        }
        finally
        {
            model.train(wasTraining);
        }
    }
}
