namespace FerTrain.Export.Onnx;

/// <summary>
/// Chooses the activations that are stored as uint8: what kernels, sums and pools read, and what convolutions give, so
/// that a runtime can compute all of these in integers.
/// </summary>
internal static class QuantizedActivations
{
    private static readonly string[] IntegerOperations = ["Conv", "Gemm", "Add", "MaxPool", "AveragePool", "GlobalAveragePool"];

    // Their results are some of the values they read, so both have one scale.
    private static readonly string[] Selections = ["MaxPool", "Flatten"];

    /// <summary>In the order of computation.</summary>
    public static IReadOnlyList<string> Of(GraphProto graph)
    {
        var constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet();
        var chosen = graph.Node.Where(node => IntegerOperations.Contains(node.OpType)).SelectMany(node => node.Input)
            .Concat(graph.Node.Where(node => node.OpType == "Conv").Select(conv => Result(graph, conv)))
            .Except(constants).ToHashSet();
        foreach (var flatten in graph.Node.Where(node => node.OpType == "Flatten" && chosen.Contains(node.Output[0])))
            _ = chosen.Add(flatten.Input[0]);
        chosen.ExceptWith(graph.Output.Select(output => output.Name));
        return [.. graph.Input.Select(value => value.Name).Concat(graph.Node.Select(node => node.Output[0])).Where(chosen.Contains)];
    }

    /// <summary>Gives what a selection gives the range of what it reads.</summary>
    public static void ShareRanges(GraphProto graph, Dictionary<string, ValueRange> ranges)
    {
        foreach (var node in graph.Node.Where(node => Selections.Contains(node.OpType) && ranges.ContainsKey(node.Output[0])))
            ranges[node.Output[0]] = ranges[node.Input[0]];
    }

    /// <summary>A ReLU that alone reads a convolution becomes part of it: its uint8 begin at zero.</summary>
    private static string Result(GraphProto graph, NodeProto conv) =>
        graph.Node.Where(node => node.Input.Contains(conv.Output[0])).ToArray() is [{ OpType: "Relu" } only] ? only.Output[0] : conv.Output[0];
}
