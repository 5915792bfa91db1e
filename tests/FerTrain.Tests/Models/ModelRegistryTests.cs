using FerTrain.Core.Errors;
using FerTrain.Models;
using FerTrain.Tests.Torch;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Tests.Models;

[Collection(TestCollections.Libtorch)]
public sealed class ModelRegistryTests
{
    public ModelRegistryTests() => _ = manual_seed(0);

    public static TheoryData<string> Names => [.. ModelRegistry.Networks.Select(entry => entry.Name)];

    public static TheoryData<string, int, int> Inputs
    {
        get
        {
            var inputs = new TheoryData<string, int, int>();
            foreach (var entry in ModelRegistry.Networks)
            {
                if (entry.Total > 10_000_000)
                {
                    inputs.Add(entry.Name, entry.PublishedSize, 6);
                    continue;
                }

                foreach (var size in (int[])[entry.SmallestSize, 48, 49, 64])
                    inputs.Add(entry.Name, size, 7);
                foreach (var classes in (int[])[5, 6])
                    inputs.Add(entry.Name, 48, classes);
            }

            return inputs;
        }
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_nearest_one() =>
        Should.Throw<UserError>(() => ModelRegistry.Network("mini_xeption")).Message.ShouldContain("'mini_xception'");

    [Theory]
    [InlineData("vgg19", 1, 48, "Model 'vgg19' got images of 1 channel (preprocess.channels), expected: 3.")]
    [InlineData("mlp", 3, 48, "Model 'mlp' got images of 3 channels (preprocess.channels), expected: 1.")]
    [InlineData("simpler_cnn", 1, 65, "Model 'simpler_cnn' got images of 65 pixels (preprocess.size, preprocess.crop, augment.crop), expected: 33 to 64.")]
    [InlineData("seven_conv_vgg", 1, 37, "Model 'seven_conv_vgg' got images of 37 pixels (preprocess.size, preprocess.crop, augment.crop), expected: 38 to 512.")]
    public void An_input_that_a_model_does_not_take_is_refused(string name, int channels, int size, string message) =>
        Should.Throw<UserError>(() => ModelRegistry.Network(name).Create(new ModelInput(7, channels, size))).Message.ShouldBe(message);

    [Theory]
    [MemberData(nameof(Names))]
    public void Training_crops_of_another_size_are_for_the_networks_that_see_images_of_both(string name)
    {
        using var scope = NewDisposeScope();
        var entry = ModelRegistry.Network(name);
        var crop = entry.PublishedSize - 8;
        using var model = entry.Create(entry.Published());

        var refused = Record.Exception(() => entry.RequireSameWeights(entry.PublishedSize, crop));

        if (Record.Exception(() => model.call(randn([2, entry.Channels, crop, crop]))) is null)
            refused.ShouldBeNull();
        else
            refused.ShouldBeOfType<UserError>().Message.ShouldBe(
                $"Model '{name}' got crops of {crop} pixels (augment.crop) and has a weight for each pixel, expected: {entry.PublishedSize} as in evaluation.");
    }

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Logits_are_finite_and_one_a_class(string name, int size, int classes)
    {
        using var scope = NewDisposeScope();
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published(classes) with { Size = size });

        var logits = model.call(randn([3, entry.Channels, size, size]));

        logits.shape.ShouldBe([3, classes]);
        logits.isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_trainable_parameter_has_a_gradient_and_no_other_one(string name)
    {
        using var scope = NewDisposeScope();
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());

        model.call(Faces(entry, 4)).Squared().sum().backward();

        foreach (var (key, parameter) in model.named_parameters())
            if (parameter.requires_grad)
                parameter.grad.ShouldNotBeNull(key).abs().sum().item<float>().ShouldBeGreaterThan(0, key);
            else
                parameter.grad.ShouldBeNull(key);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_batch_of_one_face_is_trained_on_without_harm_to_the_statistics(string name)
    {
        using var scope = NewDisposeScope();
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());

        model.call(Faces(entry, 1)).sum().backward();

        var gradients = model.parameters().Where(parameter => parameter.requires_grad).Select(parameter => parameter.grad!);
        model.state_dict().Values.Concat(gradients).ShouldAllBe(tensor => tensor.isfinite().all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Totals_are_the_published_ones(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());

        ParameterCounts.Of(model).ShouldBe(new ParameterCounts(entry.Total, entry.Trainable));
    }

    [Fact]
    public void Five_classes_make_little_vgg_as_small_as_published()
    {
        var entry = ModelRegistry.Network("little_vgg");
        using var model = entry.Create(entry.Published(classes: 5));

        ParameterCounts.Of(model).ShouldBe(new ParameterCounts(1_328_037, 1_325_861));
    }

    [Theory]
    [InlineData("little_vgg", 64, true)]
    [InlineData("nine_conv", 256, false)]
    public void The_last_layer_starts_as_published(string name, int inputs, bool isHeNormal)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        var largest = model.state_dict()["layers.dense3.weight"].Values().Max(Math.Abs);

        var glorotBound = Math.Sqrt(6.0 / (inputs + 7));
        var heBound = 2 * Math.Sqrt(2.0 / inputs) / 0.8796; // where the normal distribution is cut
        if (isHeNormal) largest.ShouldBeInRange(glorotBound, heBound);
        else largest.ShouldBeLessThanOrEqualTo(glorotBound * 1.0001);
    }

    [Theory]
    [InlineData("mlp", "layers.drop1 layers.drop2")]
    [InlineData("nine_conv", "layers.drop1 layers.drop2")]
    [InlineData("little_vgg", "layers.drop1 layers.drop2 layers.drop3 layers.drop4 layers.drop5 layers.drop6")]
    public void As_many_dropouts_as_published_stand_between_the_layers(string name, string dropouts)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());

        ModelGraph.Of(model, entry.Published()).Layers.Where(layer => layer.Module is TorchSharp.Modules.Dropout).Select(layer => layer.Name).ShouldBe(dropouts.Split(' '));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_keys_of_the_state_are_those_of_saved_models(string name)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());

        string.Concat(model.state_dict().Select(pair => $"{pair.Key} [{string.Join(", ", pair.Value.shape)}]\n")).ShouldMatchGolden($"{name}.keys.txt");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_and_loaded_model_gives_the_same_logits(string name)
    {
        using var scope = NewDisposeScope();
        var entry = ModelRegistry.Network(name);
        using var saved = entry.Create(entry.Published());
        _ = saved.call(Faces(entry, 8)); // statistics of its own
        using var loaded = entry.Create(entry.Published());
        var input = Faces(entry, 2);
        saved.eval();
        loaded.eval();
        loaded.call(input).Values().ShouldNotBe(saved.call(input).Values());

        _ = loaded.load_state_dict(saved.state_dict());

        loaded.call(input).Values().ShouldBe(saved.call(input).Values());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_disposed_model_leaves_no_tensor_behind(string name)
    {
        var entry = ModelRegistry.Network(name);
        var before = LiveTensors.Count;
        var model = entry.Create(entry.Published());
        var live = LiveTensors.Count;
        using (NewDisposeScope())
            model.call(Faces(entry, 3)).sum().backward();
        LiveTensors.Count.ShouldBe(live);

        model.Dispose();

        LiveTensors.Count.ShouldBe(before);
    }

    [Theory]
    [InlineData("mini_xception", 2)]
    [InlineData("tiny_xception", 2)]
    [InlineData("big_xception", 0)]
    [InlineData("five_conv", 0)]
    public void Regularised_kernels_are_those_of_the_plain_base_convolutions(string name, int count)
    {
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());

        model.RegularizedKernels.Count().ShouldBe(count);
        model.RegularizedKernels.Except(model.parameters()).ShouldBeEmpty();
    }

    private static Tensor Faces(NetworkEntry entry, int count) => randn([count, entry.Channels, entry.PublishedSize, entry.PublishedSize]);
}
