using FerTrain.Core;
using static FerTrain.Export.Onnx.TensorProto.Types;

namespace FerTrain.Export.Onnx;

/// <summary>Orders of the pixels that a graph takes.</summary>
internal enum PixelLayout
{
    /// <summary>Grey values, N×1×H×W.</summary>
    Grey,

    /// <summary>Red, green and blue side by side, N×H×W×3, as images decode in most programs.</summary>
    Rgb,
}

/// <summary>Adds the steps of <see cref="Augmentation.Preprocessor"/> to a graph, so that programs that run the file need not repeat them.</summary>
internal static class PreprocessingNodes
{
    /// <summary>Names the raw grey pixels.</summary>
    public const string Image = "image";

    /// <summary>Names the pixels of colour images.</summary>
    public const string Rgb = "rgb";

    private const string Prefix = "preprocessing.";
    private const int Rows = 2, Columns = 3; // axes of N×C×H×W

    /// <summary>OpenCV's weights of red, green and blue, which are fractions of 2^15: every product and sum is exact in float32.</summary>
    private static readonly float[] Luma = [9798f / 32768, 19235f / 32768, 3735f / 32768];

    public static ValueInfoProto Pixels(PixelLayout layout) => layout == PixelLayout.Rgb ? RgbValue() : ImageValue();

    private static ValueInfoProto RgbValue()
    {
        var image = GraphBuilder.Value(
            Rgb, DataType.Uint8, [new() { DimParam = "height" }, new() { DimParam = "width" }, new() { DimValue = Luma.Length }]);
        image.DocString = "Red, green and blue of faces of any size, 0 to 255.";
        return image;
    }

    private static ValueInfoProto ImageValue()
    {
        var image = GraphBuilder.Value(
            Image, DataType.Uint8, [new() { DimValue = 1 }, new() { DimParam = "height" }, new() { DimParam = "width" }]);
        image.DocString = "Grey faces of any size, 0 to 255.";
        return image;
    }

    /// <summary>Adds the nodes from <see cref="Image"/> or <see cref="Rgb"/> to the value <paramref name="result"/>, N×C×S×S.</summary>
    public static void Add(GraphBuilder graph, Preprocessing spec, PixelLayout layout, string result)
    {
        var value = graph.Node("Cast", Prefix + "float", [layout == PixelLayout.Rgb ? Rgb : Image], NodeAttribute.Of("to", (long)DataType.Float));
        if (layout == PixelLayout.Rgb) value = Grey(graph, value);
        value = Resize(graph, value, spec.Size);
        if (spec.InputSize < spec.Size) value = CentreCrop(graph, value, spec.CropStart, spec.InputSize);
        if (spec.Scaling.Offset.Any(offset => offset != 0))
            value = graph.Node("Sub", Prefix + "centre", [value, PerPixel(graph, "offset", spec, spec.Scaling.Offset)]);
        value = graph.Node("Div", Prefix + "scale", [value, PerPixel(graph, "range", spec, spec.Scaling.Range)]);
        if (spec.Channels > 1)
            _ = graph.Node("Expand", Prefix + "channels", [value, graph.Constant(Prefix + "channel_shape", 1, spec.Channels, 1, 1)]);
        graph.Graph.Node[^1].Output[0] = result;
    }

    /// <summary>Converts N×H×W×3 to N×1×H×W as OpenCV converts bytes: the weighted sum, rounded with halves up.</summary>
    private static string Grey(GraphBuilder graph, string value)
    {
        value = graph.Node("MatMul", Prefix + "luma", [value, graph.Constant(Prefix + "luma_weights", [Luma.Length, 1], Luma)]);
        value = graph.Node("Sub", Prefix + "half_up", [value, graph.Constant(Prefix + "half", [], [-0.5f])]); // int8 would quantise an Add
        value = graph.Node("Floor", Prefix + "grey", [value]);
        return graph.Node("Transpose", Prefix + "planes", [value], NodeAttribute.Of("perm", 0L, 3L, 1L, 2L));
    }

    /// <summary>Resizes like PyTorch's <c>interpolate(mode="bilinear", align_corners=False)</c>; images of that size pass unchanged.</summary>
    private static string Resize(GraphBuilder graph, string value, int size)
    {
        // Resize needs all four dimensions, and only the graph knows the number of images.
        var batch = graph.Node("Shape", Prefix + "batch", [value], NodeAttribute.Of("start", 0), NodeAttribute.Of("end", 2));
        var sizes = graph.Node("Concat", Prefix + "sizes", [batch, graph.Constant(Prefix + "side", size, size)], NodeAttribute.Of("axis", 0));
        return graph.Node(
            "Resize", Prefix + "resize", [value, "", "", sizes],
            NodeAttribute.Of("mode", "linear"), NodeAttribute.Of("coordinate_transformation_mode", "half_pixel"));
    }

    private static string CentreCrop(GraphBuilder graph, string value, int start, int side) => graph.Node("Slice", Prefix + "crop",
    [
        value,
        graph.Constant(Prefix + "crop_start", start, start),
        graph.Constant(Prefix + "crop_end", start + side, start + side),
        graph.Constant(Prefix + "crop_axes", Rows, Columns)
    ]);

    /// <summary>Adds a constant of one number for all pixels, or one for each.</summary>
    private static string PerPixel(GraphBuilder graph, string name, Preprocessing spec, IReadOnlyList<float> numbers)
    {
        var side = numbers.Count == 1 ? 1 : spec.InputSize;
        return graph.Constant(Prefix + name, [side, side], [.. numbers]);
    }
}
