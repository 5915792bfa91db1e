using FerTrain.Models;
using FerTrain.Models.Layers;
using FerTrain.Tests.Torch;
using static TorchSharp.torch;

namespace FerTrain.Tests.Models;

[Collection(TestCollections.Libtorch)]
public sealed class ModelGraphTests
{
    public ModelGraphTests() => _ = manual_seed(0);

    public static TheoryData<string> Names => ModelRegistryTests.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_layer_reads_the_image_or_what_an_earlier_one_gave_and_only_the_logits_are_read_by_none(string name)
    {
        var graph = Trace(name);
        var known = new HashSet<string> { ModelGraph.Input };
        foreach (var layer in graph.Layers)
        {
            layer.Inputs.Count.ShouldBe(layer.Module is Add ? 2 : 1, layer.Name);
            layer.Inputs.ShouldBeSubsetOf(known, layer.Name);
            known.Add(layer.Name).ShouldBeTrue(layer.Name);
        }

        known.Except(graph.Layers.SelectMany(layer => layer.Inputs)).ShouldBe([graph.Layers[^1].Name]);
        graph.Layers[^1].OutputShape.ShouldBe([1, 7]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Layers_hold_all_parameters_under_the_keys_of_the_state(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());

        var graph = ModelGraph.Of(model, entry.Published());

        graph.Layers.Sum(layer => layer.Parameters.Total).ShouldBe(entry.Total);
        graph.Layers.Sum(layer => layer.Parameters.Trainable).ShouldBe(entry.Trainable);
        graph.Layers.SelectMany(layer => layer.Module.state_dict().Keys.Select(key => $"{layer.Name}.{key}")).Order()
            .ShouldBe(model.state_dict().Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_layers_called_one_by_one_give_the_logits_of_the_model(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        model.eval();
        var image = randn([2, entry.Channels, entry.PublishedSize, entry.PublishedSize]);
        var results = new Dictionary<string, Tensor> { [ModelGraph.Input] = image };

        foreach (var layer in ModelGraph.Of(model, entry.Published()).Layers)
        {
            Tensor[] inputs = [.. layer.Inputs.Select(input => results[input].clone())]; // some write in place
            results[layer.Name] = layer.Module is Add add
                ? add.call(inputs[0], inputs[1])
                : ((nn.Module<Tensor, Tensor>)layer.Module).call(inputs[0]);
            results[layer.Name].shape[1..].ShouldBe(layer.OutputShape.Skip(1), layer.Name);
        }

        results.Values.Last().Values().ShouldBe(model.call(image).Values());
    }

    [Fact]
    public void A_residual_module_is_seen_as_two_paths_that_meet()
    {
        var graph = Trace("big_xception");
        var add = graph.Layers.Single(layer => layer.Name == "body.module2.add");
        var inputs = graph.Layers.ToDictionary(layer => layer.Name, layer => layer.Inputs);

        add.Inputs.ShouldBe(["body.module2.main.pool", "body.module2.shortcut.bn"]);
        inputs["body.module2.shortcut.conv"].ShouldBe(["body.module1.add"]);
        inputs["body.module2.main.relu0"].ShouldBe(["body.module1.add"]);
        inputs["head.conv"].ShouldBe([add.Name]);
    }

    [Fact]
    public void Types_are_what_Keras_calls_them() =>
        ModelRegistry.Networks.SelectMany(entry => Trace(entry.Name).Layers).Select(layer => layer.Type).Distinct().Order(StringComparer.Ordinal).ShouldBe(
        [
            "Add", "AveragePooling2D", "BatchNormalization", "Conv2D", "Dense", "DepthwiseConv2D", "Dropout", "ELU", "Flatten",
            "GlobalAveragePooling2D", "MaxPooling2D", "ReLU", "ZeroPadding2D",
        ]);

    [Theory]
    [InlineData("mini_xception")]
    [InlineData("custom_cnn")]
    public void A_trace_leaves_neither_tensors_nor_hooks_nor_another_mode(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        var statistics = State(model);
        var before = LiveTensors.Count;

        var graph = ModelGraph.Of(model, entry.Published());

        LiveTensors.Count.ShouldBe(before);
        model.training.ShouldBeTrue();
        State(model).ShouldBe(statistics);
        var layers = graph.Layers.Count;
        using (NewDisposeScope())
            _ = model.call(randn([2, entry.Channels, entry.PublishedSize, entry.PublishedSize]));
        LiveTensors.Count.ShouldBe(before);
        graph.Layers.Count.ShouldBe(layers);
    }

    private static double[] State(Classifier model) => [.. model.state_dict().Values.SelectMany(tensor => tensor.Values())];

    private static ModelGraph Trace(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        return ModelGraph.Of(model, entry.Published());
    }
}
