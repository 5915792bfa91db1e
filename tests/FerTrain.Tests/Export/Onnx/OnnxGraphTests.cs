using FerTrain.Core;
using FerTrain.Core.Errors;
using FerTrain.Export.Onnx;
using FerTrain.Models;
using FerTrain.Models.Layers;
using FerTrain.Tests.Models;
using Google.Protobuf;
using TorchSharp.Modules;
using static FerTrain.Export.Onnx.TensorProto.Types;
using static TorchSharp.torch;

namespace FerTrain.Tests.Export.Onnx;

[Collection(TestCollections.Libtorch)]
public sealed class OnnxGraphTests
{
    public static TheoryData<string> Names => ModelRegistryTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_layer_that_changes_its_input_is_a_node_of_its_name_behind_those_it_reads(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        var layers = ModelGraph.Of(model, entry.Published()).Layers;

        var graph = Graph(model, entry.Published());

        var unchanging = layers.Where(layer => layer.Module is Dropout or SamePad2d || IsFolded(layer, layers)).Select(layer => layer.Name);
        layers.Select(layer => layer.Name).Except(unchanging).ShouldBeSubsetOf(graph.Node.Select(node => node.Name));
        var known = graph.Initializer.Select(tensor => tensor.Name).Concat(graph.Input.Select(input => input.Name)).Append("").ToHashSet();
        foreach (var node in graph.Node)
        {
            node.Input.ShouldBeSubsetOf(known, node.Name);
            known.Add(node.Output.ShouldHaveSingleItem()).ShouldBeTrue(node.Name);
        }

        graph.Node.Select(node => node.Name).ShouldBeUnique();
        graph.Initializer.Select(tensor => tensor.Name).ShouldBeSubsetOf(graph.Node.SelectMany(node => node.Input));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_convolution_is_normalised_outside_its_kernel(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        var graph = Graph(model, entry.Published());

        var convolutions = graph.Node.Where(node => node.OpType == "Conv").Select(node => node.Output[0]);

        graph.Node.Where(node => node.OpType == "BatchNormalization").Select(node => node.Input[0]).Intersect(convolutions).ShouldBeEmpty();
    }

    [Fact]
    public void A_depthwise_convolution_is_a_grouped_one()
    {
        var graph = Graph("mini_xception");
        Ints(graph, "body.module2.main.sepconv1.depthwise", "group").ShouldBe([16]);
        graph.Initializer.Single(tensor => tensor.Name == "body.module2.main.sepconv1.depthwise.weight").Dims.ShouldBe([16, 1, 3, 3]);
        Ints(graph, "body.module2.main.sepconv1.pointwise", "group").ShouldBe([1]);
    }

    [Fact]
    public void Same_padding_is_written_out()
    {
        Ints(Graph("simpler_cnn"), "layers.conv2", "pads").ShouldBe([1, 1, 2, 2]);                       // 5x5 by 2 over 48
        Ints(Graph("mini_xception"), "body.module1.main.pool", "pads").ShouldBe([0, 0, 1, 1]);    // 3x3 by 2 over 44
        Ints(Graph("mini_xception"), "body.module3.main.pool", "pads").ShouldBe([1, 1, 1, 1]);    // 3x3 by 2 over 11
        Ints(Graph("simple_cnn"), "layers.pool1", "pads").ShouldBe([0, 0, 0, 0]);                        // 2x2 by 2 over 48
    }

    [Fact]
    public void An_unknown_layer_is_named()
    {
        using var model = new Odd();
        Should.Throw<InvalidOperationException>(() => Graph(model, new ModelInput(7, 1, 48))).Message.ShouldBe("Layer _layers.pool: ONNX has no node for AdaptiveAvgPool2d.");
    }

    [Fact]
    public void Half_precision_rounds_kernels_and_leaves_the_rest()
    {
        var graph = Graph("mini_xception");
        var before = graph.Clone();

        HalfPrecision.Apply(graph);

        var halves = graph.Initializer.Where(tensor => tensor.DataType == DataType.Float16).ToArray();
        halves.Length.ShouldBe(graph.Node.Count(node => node.OpType == "Conv"));
        graph.Node.Take(halves.Length).ShouldAllBe(node => node.OpType == "Cast");
        graph.Node.Skip(halves.Length).ShouldBe(before.Node);
        graph.Initializer.Except(halves).ShouldBe(before.Initializer.Where(tensor => tensor.Dims.Count < 4));
        (graph.CalculateSize() / (double)before.CalculateSize()).ShouldBeInRange(0.5, 0.6);
    }

    [Fact]
    public void A_weight_that_float16_cannot_hold_is_named()
    {
        var graph = Graph("mlp");
        graph.Initializer.Single(tensor => tensor.Name == "layers.dense6.weight").RawData =
            ByteString.CopyFrom([.. Enumerable.Repeat(BitConverter.GetBytes(-70000f), 16 * 7).SelectMany(bytes => bytes)]);
        Should.Throw<UserError>(() => HalfPrecision.Apply(graph)).Message.ShouldBe("layers.dense6.weight holds -7e4, but float16 ends at 65,504. Expected: export without --fp16.");
    }

    private static bool IsFolded(GraphLayer norm, IReadOnlyList<GraphLayer> layers) =>
        norm.Module is BatchNorm2d && layers.Single(layer => layer.Name == norm.Inputs[0]).Module is Conv2d;

    private static long[] Ints(GraphProto graph, string node, string attribute)
    {
        var found = graph.Node.Single(other => other.Name == node).Attribute.Single(other => other.Name == attribute);
        return found.Ints.Count > 0 ? [.. found.Ints] : [found.I];
    }

    private static GraphProto Graph(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        return Graph(model, entry.Published());
    }

    private static GraphProto Graph(Classifier model, ModelInput input) =>
        OnnxGraph.Of(model, new Preprocessing(input.Size, 0, input.Channels, PixelScaling.Unit, ClassNames.Fer2013), preprocess: true);

    private sealed class Odd : Classifier
    {
        private readonly nn.Module<Tensor, Tensor> _layers;

        public Odd() : base(nameof(Odd))
        {
            _layers = nn.Sequential(("conv", nn.Conv2d(1, 7, 3)), ("pool", nn.AdaptiveAvgPool2d(1)), ("flatten", nn.Flatten()));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => _layers.call(input);
    }
}
