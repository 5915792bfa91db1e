using FerTrain.Models;
using FerTrain.Tests.Training;
using FerTrain.Vision.Explanation;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FerTrain.Tests.Vision.Explanation;

[Collection(TestCollections.Libtorch)]
public sealed class GradCamTests
{
    private const int MapSide = SmallNetwork.Side - 2;

    static GradCamTests() => OneThread.Use();

    /// <summary>Behind a mean over the map, the gradient by each of its values is the class's weight, divided by their number.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Maps_are_weighted_by_their_mean_gradients(int label)
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(4);
        using var network = new SmallNetwork();
        var input = randn([1, 1, SmallNetwork.Side, SmallNetwork.Side]);
        var maps = functional.relu(network.Convolution.call(input)).data<float>().ToArray().Chunk(MapSide * MapSide).ToArray();
        var weights = network.Dense.weight[label].data<float>().ToArray();
        maps.ShouldAllBe(map => map.Max() > 0);
        float[] evidence = [.. Enumerable.Range(0, MapSide * MapSide).Select(i => Math.Max(0, maps.Zip(weights, (map, weight) => map[i] * weight).Sum() / (MapSide * MapSide)))];

        var actual = GradCam.Of(network, network.Layer("relu"), input, label);

        actual.ShouldBe(Enlarged(evidence), 1e-6f);
    }

    /// <summary>Follows the layer with a ReLU, so that only positive values have a gradient.</summary>
    [Fact]
    public void Maps_that_a_later_layer_overwrites_are_seen_as_they_were()
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(4);
        using var network = new SmallNetwork();
        var input = randn([1, 1, SmallNetwork.Side, SmallNetwork.Side]);
        var maps = network.Convolution.call(input).data<float>().ToArray().Chunk(MapSide * MapSide).ToArray();
        maps.SelectMany(map => map).ShouldContain(value => value < 0);
        float[] weights = [.. network.Dense.weight[1].data<float>().ToArray().Zip(maps, (weight, map) => weight / map.Length * map.Count(value => value > 0) / map.Length)];
        float[] evidence = [.. Enumerable.Range(0, MapSide * MapSide).Select(i => Math.Max(0, maps.Zip(weights, (map, weight) => map[i] * weight).Sum()))];

        GradCam.Of(network, network.Layer("convolution"), input, label: 1).ShouldBe(Enlarged(evidence), 1e-6f);
        FeatureMaps.Of(network, network.Layer("convolution"), input).Maps.SelectMany(map => map).ShouldBe(maps.SelectMany(map => map), 1e-5f);
    }

    /// <summary>Lists every network with feature maps, also with a layer in its middle.</summary>
    [Theory]
    [InlineData("mini_xception", "body.module2.add")]
    [InlineData("simple_cnn", null)]
    [InlineData("big_xception", null)]
    [InlineData("nine_conv", "layers.conv2")]
    [InlineData("nine_conv", null)]
    [InlineData("mini_xception", "body.module1.shortcut.conv")]
    [InlineData("mini_xception", "body.module1.main.sepconv1.depthwise")]
    [InlineData("fertrain_small", "body.pool1")]
    [InlineData("little_vgg", null)]
    public void The_heat_map_is_as_large_as_the_face_and_never_below_zero(string model, string? layer)
    {
        using var scope = NewDisposeScope();
        _ = manual_seed(1);
        var entry = ModelRegistry.Network(model);
        using var network = entry.Create(entry.Published());
        network.eval();
        var found = FeatureMaps.FindLayer(ModelGraph.Of(network, entry.Published()), layer).ShouldNotBeNull();

        var map = GradCam.Of(network, found, rand([1, 1, 48, 48]), label: 3);

        map.Length.ShouldBe(48 * 48);
        map.ShouldAllBe(value => value >= 0 && float.IsFinite(value));
    }

    private static float[] Enlarged(float[] evidence)
    {
        var map = tensor(evidence, [1, 1, MapSide, MapSide]);
        return functional.interpolate(map, [SmallNetwork.Side, SmallNetwork.Side], mode: InterpolationMode.Bilinear, align_corners: false).data<float>().ToArray();
    }
}

/// <summary>Computes two maps of 4 x 4, which an in-place ReLU overwrites, and weights their means for each class.</summary>
internal sealed class SmallNetwork : Classifier
{
    public const int Side = 6, Maps = 2, Classes = 3;

    public SmallNetwork() : base(nameof(SmallNetwork))
    {
        Convolution = Conv2d(1, Maps, 3);
        Relu = ReLU(inplace: true);
        Pool = AdaptiveAvgPool2d(1);
        Dense = Linear(Maps, Classes);
        register_module("convolution", Convolution);
        register_module("relu", Relu);
        register_module("pool", Pool);
        register_module("flatten", FlattenAll);
        register_module("dense", Dense);
        eval();
    }

    public Conv2d Convolution { get; }

    public Linear Dense { get; }

    private Module<Tensor, Tensor> Relu { get; }

    private Module<Tensor, Tensor> Pool { get; }

    private Module<Tensor, Tensor> FlattenAll { get; } = Flatten();

    public GraphLayer Layer(string name) => ModelGraph.Of(this, new ModelInput(Classes, 1, Side)).Layers.Single(layer => layer.Name == name);

    public override Tensor forward(Tensor input) =>
        Dense.call(FlattenAll.call(Pool.call(Relu.call(Convolution.call(input)))));
}
