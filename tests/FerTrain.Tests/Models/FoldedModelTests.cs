using FerTrain.Models;
using FerTrain.Tests.Torch;
using FerTrain.Torch;
using static TorchSharp.torch;

namespace FerTrain.Tests.Models;

[Collection(TestCollections.Libtorch)]
public sealed class FoldedModelTests
{
    public FoldedModelTests() => _ = manual_seed(0);

    public static TheoryData<string> Names => [.. ModelRegistry.Networks.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_are_those_of_the_model_in_evaluation(string name)
    {
        using var scope = NewDisposeScope();
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        RandomParameters.Fill(model);
        var faces = randn([3, entry.Channels, entry.PublishedSize, entry.PublishedSize]);
        model.eval();
        var expected = model.call(faces).Values();

        using var folded = new FoldedModel(model, entry.Published());

        var scale = expected.Max(Math.Abs);
        folded.Logits(faces).Values().ShouldBe(expected, 1e-4 * scale);
        folded.Logits(faces).Values().ShouldBe(expected, 1e-4 * scale); // the first call left the input and the kernels alone
    }

    [Fact]
    public void Later_changes_of_the_model_do_not_reach_it()
    {
        using var scope = NewDisposeScope();
        using var model = new MiniXception(new ModelInput(7, 1, 48));
        using var folded = new FoldedModel(model, new ModelInput(7, 1, 48));
        var faces = randn([2, 1, 48, 48]);
        var before = folded.Logits(faces).Values();

        var weight = model.state_dict()["stem.bn1.weight"];
        using (no_grad())
            _ = weight.copy_(weight.Times(2));

        folded.Logits(faces).Values().ShouldBe(before);
    }

    [Fact]
    public void Nothing_is_left_of_it()
    {
        using var model = new MiniXception(new ModelInput(7, 1, 48));
        var before = LiveTensors.Count;
        using (NewDisposeScope())
        using (var folded = new FoldedModel(model, new ModelInput(7, 1, 48)))
        {
            var here = LiveTensors.Count;
            using (NewDisposeScope()) _ = folded.Logits(zeros([2, 1, 48, 48]));
            LiveTensors.Count.ShouldBe(here);
        }

        LiveTensors.Count.ShouldBe(before);
    }
}
