using FerTrain.Core.Archive;
using FerTrain.Core.Errors;
using FerTrain.Core.Hdf5;
using FerTrain.Models;
using FerTrain.Tests.Hdf5;
using FerTrain.Training.Initialization;

namespace FerTrain.Tests.Training.Initialization;

[Collection(TestCollections.Libtorch)]
public sealed class KerasWeightsTests
{
    private const string Script = "tests/FerTrain.Tests/Training/Initialization/make_keras_model.py";

    [TheoryWithH5py]
    [InlineData("mini_xception", 1)] // branches, listed in another order than they were made
    [InlineData("five_conv", 1)] // a dense layer after 4×4×128 that are flattened
    [InlineData("custom_cnn", 3)]
    public void A_Keras_model_answers_here_as_in_Keras(string name, int channels)
    {
        using var folder = new TempFolder();
        Python.Run(Script, name, folder.Root);

        var (model, report) = Initialized.Create(name, folder["model.h5"]);
        using (model)
        {
            report.IsComplete.ShouldBeTrue();
            Initialized.Answers(model, folder["inputs.f32"], channels).ShouldBeNear(Initialized.Floats(folder["logits.f32"]), 1e-5f);
        }
    }

    [Fact]
    public void Layers_with_names_of_their_own_are_matched_in_a_row_and_refused_among_branches()
    {
        var input = new ModelInput(7, 1, 48);
        using var chain = ModelRegistry.Network("nine_conv").Create(input);
        using var branches = ModelRegistry.Network("mini_xception").Create(input);
        KerasLayer[] layers = [Conv("first", 32), Conv("second", 32)];

        KerasWeights.For(chain, input, [.. layers, .. Enumerable.Range(3, 7).Select(i => Conv($"conv{i}", 64))], "a.h5").Keys.Take(2)
            .ShouldBe(["layers.conv1.weight", "layers.conv2.weight"]);
        Should.Throw<UserError>(() => KerasWeights.For(branches, input, layers, "a.h5")).Message
            .ShouldStartWith("a.h5: its layers first, second, … have names of their own");
        Should.Throw<UserError>(() => KerasWeights.For(branches, input, [Conv("conv2d_1", 8), Conv("conv2d_1", 8)], "a.h5"));
    }

    [Fact]
    public void A_digit_of_another_script_is_a_part_of_a_name()
    {
        var input = new ModelInput(7, 1, 48);
        using var branches = ModelRegistry.Network("mini_xception").Create(input);
        Should.Throw<UserError>(() => KerasWeights.For(branches, input, [Conv("conv2d_\u0663", 8), Conv("conv2d_\u0664", 8)], "a.h5")).Message
            .ShouldContain("have names of their own");
    }

    [Fact]
    public void Layers_are_put_in_the_order_of_their_numbers()
    {
        var input = new ModelInput(7, 1, 48);
        using var model = ModelRegistry.Network("mini_xception").Create(input);
        var layers = new[] { 9, 11, 10, 12, 14, 13, 15 }.Select(number => Conv($"conv2d_{number}", number)).ToArray();

        KerasWeights.For(model, input, layers, "a.h5").Select(weight => (weight.Key, weight.Value.Shape[0])).ShouldBe(
        [
            ("stem.conv1.weight", 9), ("stem.conv2.weight", 10), ("body.module1.shortcut.conv.weight", 11), ("body.module2.shortcut.conv.weight", 12),
            ("body.module3.shortcut.conv.weight", 13), ("body.module4.shortcut.conv.weight", 14), ("head.conv.weight", 15),
        ]);
    }

    [Fact]
    public void Layers_of_a_kind_that_differ_in_number_keep_Keras_s_names()
    {
        var input = new ModelInput(7, 1, 48);
        using var model = ModelRegistry.Network("mini_xception").Create(input);
        KerasWeights.For(model, input, [Conv("conv2d", 8), new KerasLayer("dense", "dense", new() { ["kernel"] = Zeros(3, 4) })], "a.h5").Keys
            .ShouldBe(["conv2d/kernel", "dense/kernel"]);
    }

    private static KerasLayer Conv(string name, int filters) => new(name, name, new() { ["kernel"] = Zeros(3, 3, 1, filters) });

    private static StoredTensor Zeros(params long[] shape) => new(ElementType.Float32, [.. shape], new byte[4 * shape.Aggregate(1L, (a, b) => a * b)]);
}
