using FerTrain.Core.Errors;
using FerTrain.Models;
using FerTrain.Tests.TorchSharpTests;
using static TorchSharp.torch;

namespace FerTrain.Tests.Models;

[Collection(TorchCollection.Name)]
public sealed class ModelRegistryTests
{
    public static TheoryData<string> Names => [.. ModelRegistry.All.Select(entry => entry.Name)];

    public static TheoryData<string, int, int> Inputs
    {
        get
        {
            var inputs = new TheoryData<string, int, int>();
            foreach (var entry in ModelRegistry.All)
            foreach (var size in new[] { 48, 64 })
            foreach (var classes in new[] { 5, 6, 7 })
                inputs.Add(entry.Name, size, classes);
            return inputs;
        }
    }

    [Fact]
    public void There_is_one_model() => ModelRegistry.All.Select(entry => entry.Name).ShouldBe(["mini_xception"]);

    [Fact]
    public void An_unknown_name_is_refused_with_the_nearest_one() =>
        Should.Throw<UserError>(() => ModelRegistry.Find("mini_xeption")).Message.ShouldContain("mini_xception");

    [Theory]
    [MemberData(nameof(Inputs))]
    public void Logits_are_finite_and_one_a_class(string name, int size, int classes)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.Find(name).Create(classes);

        var logits = model.call(randn([3, 1, size, size]));

        logits.shape.ShouldBe([3, classes]);
        logits.isfinite().all().item<bool>().ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_trainable_parameter_has_a_gradient(string name)
    {
        using var scope = NewDisposeScope();
        using var model = ModelRegistry.Find(name).Create(7);

        model.call(randn([4, 1, 48, 48])).square().sum().backward();

        foreach (var (key, parameter) in model.named_parameters())
            parameter.grad.ShouldNotBeNull(key).abs().sum().item<float>().ShouldBeGreaterThan(0, key);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Totals_are_the_published_ones(string name)
    {
        var entry = ModelRegistry.Find(name);
        using var model = entry.Create(7);
        var trainable = model.parameters().Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel());
        var statistics = model.named_buffers().Where(b => !b.name.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Sum(b => b.buffer.numel());

        trainable.ShouldBe(entry.Trainable);
        (model.parameters().Sum(parameter => parameter.numel()) + statistics).ShouldBe(entry.Total);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_keys_of_the_state_are_those_of_saved_models(string name)
    {
        using var model = ModelRegistry.Find(name).Create(7);
        var golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Models", "Goldens", $"{name}.keys.txt"));

        model.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]").ShouldBe(golden);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_saved_and_loaded_model_gives_the_same_logits(string name)
    {
        using var scope = NewDisposeScope();
        using var saved = ModelRegistry.Find(name).Create(7);
        _ = saved.call(randn([8, 1, 48, 48])); // statistics of its own
        using var loaded = ModelRegistry.Find(name).Create(7);
        var input = randn([2, 1, 48, 48]);
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
        var before = LiveTensors.AfterCollection();
        var model = ModelRegistry.Find(name).Create(7);
        var live = Tensor.TotalCount;
        using (NewDisposeScope())
            model.call(randn([3, 1, 48, 48])).sum().backward();
        Tensor.TotalCount.ShouldBe(live);

        model.Dispose();

        Tensor.TotalCount.ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Regularised_kernels_are_parameters_of_the_model(string name)
    {
        using var model = ModelRegistry.Find(name).Create(7);

        model.RegularizedKernels.ShouldNotBeEmpty();
        model.RegularizedKernels.Except(model.parameters()).ShouldBeEmpty();
    }
}
