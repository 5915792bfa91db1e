using FerTrain.Core;
using FerTrain.Models;

namespace FerTrain.Export.Onnx;

/// <summary>A model in evaluation mode as an ONNX graph.</summary>
internal static class OnnxGraph
{
    public const string Logits = "logits";
    public const string Probabilities = "probabilities";

    /// <param name="model">The model, which this leaves in evaluation mode.</param>
    /// <param name="spec">What it expects.</param>
    /// <param name="preprocess">Whether the graph takes raw grey pixels; else the model's own input.</param>
    public static GraphProto Of(Classifier model, Preprocessing spec, bool preprocess)
    {
        var input = ModelInput.Of(spec);
        var builder = new GraphBuilder();
        var graph = builder.Graph;
        graph.Name = model.GetName();
        var image = GraphBuilder.Value(ModelGraph.Input, input.Channels, input.Size, input.Size);
        if (preprocess)
        {
            PreprocessingNodes.Add(builder, spec, ModelGraph.Input);
            graph.Input.Add(PreprocessingNodes.ImageValue());
            graph.ValueInfo.Add(image);
        }
        else
        {
            image.DocString = "Faces, preprocessed as the metadata says.";
            graph.Input.Add(image);
        }

        using var folded = FoldedGraph.Of(model, input);
        var nodes = new LayerNodes(builder, input);
        foreach (var layer in folded.Layers)
            nodes.Add(layer);
        AddOutputs(builder, spec.ClassNames);
        return graph;
    }

    private static void AddOutputs(GraphBuilder builder, IReadOnlyList<string> classNames)
    {
        var graph = builder.Graph;
        graph.Node[^1].Output[0] = Logits;
        graph.ValueInfo.RemoveAt(graph.ValueInfo.Count - 1); // the last layer's, which is an output now
        _ = builder.Node("Softmax", Probabilities, [Logits], NodeAttribute.Of("axis", 1));
        foreach (var name in new[] { Probabilities, Logits })
        {
            var output = GraphBuilder.Value(name, classNames.Count);
            output.DocString = string.Join(", ", classNames);
            graph.Output.Add(output);
        }
    }
}
