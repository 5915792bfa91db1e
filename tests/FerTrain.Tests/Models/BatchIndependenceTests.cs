using FerTrain.Core.Config;
using FerTrain.Models;
using FerTrain.Tests.Torch;
using FerTrain.Tests.Training;
using FerTrain.Training;
using static TorchSharp.torch;

namespace FerTrain.Tests.Models;

/// <summary>What a model answers for a face depends on no other face of its batch; for exported files see OnnxRuntimeTests.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class BatchIndependenceTests : IDisposable
{
    private const int Faces = 4;

    private readonly TempFolder _folder = new();

    public BatchIndependenceTests() => _ = manual_seed(0);

    public static TheoryData<string> Networks => [.. ModelRegistry.Networks.Select(entry => entry.Name)];

    public static TheoryData<string> Others => [.. ModelRegistry.All.Select(entry => entry.Name).Except(ModelRegistry.Networks.Select(entry => entry.Name))];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Networks))]
    public void A_network_in_evaluation_gives_a_face_the_same_probabilities_alone_and_among_others(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var entry = ModelRegistry.Network(name);
        using var model = entry.Create(entry.Published());
        RandomParameters.Fill(model);
        model.eval();
        using var folded = new FoldedModel(model, entry.Published());
        var faces = randn([Faces, entry.Channels, entry.PublishedSize, entry.PublishedSize]);
        faces[1] *= 20; // a neighbour that would shift any mean, maximum or softmax over the batch

        ShouldNotDependOnTheBatch(faces, model.call);
        ShouldNotDependOnTheBatch(faces, folded.Logits);
    }

    [Theory, MemberData(nameof(Others))]
    public void So_does_a_baseline(string name)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var run = SmallRun.Directory(_folder, name);
        var config = ConfigFile.Parse("data: {source: synthetic, synthetic_count: 140}\nclassic: {n_components: 8, n_estimators: 5}", "baseline", [$"model.name={name}"]);
        _ = SmallRun.Train(config, run);
        using var model = Checkpoint.Read(run.BestCheckpoint).CreateModel(CPU);
        model.eval();

        ShouldNotDependOnTheBatch(rand([Faces, 1, 48, 48]), model.call);
    }

    [Fact]
    public void In_training_batch_normalisation_does_depend_on_it()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = new MiniXception(new ModelInput(7, 1, 48));

        Should.Throw<ShouldAssertException>(() => ShouldNotDependOnTheBatch(randn([Faces, 1, 48, 48]), model.call));
    }

    private static void ShouldNotDependOnTheBatch(Tensor faces, Func<Tensor, Tensor> logits)
    {
        var together = logits(faces).softmax(1);
        var reversed = logits(faces.flip(0)).softmax(1).flip(0);
        for (var face = 0; face < Faces; face++)
        {
            var expected = together[face].Values();
            logits(faces.narrow(0, face, 1)).softmax(1)[0].Values().ShouldBe(expected, 1e-5, "alone");
            reversed[face].Values().ShouldBe(expected, 1e-5, "in another order");
            logits(stack([faces[face], faces[1]])).softmax(1)[0].Values().ShouldBe(expected, 1e-5, "beside another face");
        }
    }
}
