using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Tests.Archive;
using FerTrain.Training;
using TorchSharp;

namespace FerTrain.Tests.Training;

[Collection(TestCollections.Libtorch)]
public sealed class CheckpointFileTests : IClassFixture<CheckpointFileTests.OneEpoch>
{
    private readonly OneEpoch _trained;

    public CheckpointFileTests(OneEpoch trained) => _trained = trained;

    [Fact]
    public void A_checkpoint_holds_what_is_documented_under_names_that_stay()
    {
        var lines = new List<string>();
        Describe("", SmallRun.Read(_trained.Best), lines);
        string.Concat(lines.Select(line => line + "\n")).ShouldMatchGolden("checkpoint.txt");
    }

    [FactWithPyTorch]
    public void PyTorch_reads_the_same_with_weights_only() => PythonTorch.Run(
        """
        v = torch.load(path, weights_only=True)
        state = v["model_state"]
        optimizer = v["training"]["optimizer"]
        print(v["program"], v["format_version"], v["model"], v["preprocessing"]["class_names"][3], v["preprocessing"]["scale"])
        print(len(state), sum(t.numel() for n, t in state.items() if not n.endswith("num_batches_tracked")))
        print(v["training"]["epoch"], tuple(v["training"]["history"].shape), v["training"]["rng"]["cpu"].dtype, v["training"]["sampler"]["step"])
        print(optimizer["name"], optimizer["learning_rate"].item(), set(s["step"] for s in optimizer["state"].values()))
        torch.set_rng_state(v["training"]["rng"]["cpu"])
        assert all(torch.isfinite(t).all() for t in state.values())
        """,
        _trained.Best).ShouldBe(
        """
        fertrain 2 mini_xception happy symmetric
        94 58423
        1 (1, 9) torch.uint8 0
        adam 0.001 {16}
        """);

    [Fact]
    public void A_model_made_from_it_holds_its_weights()
    {
        var checkpoint = Checkpoint.Read(_trained.Best);
        using var model = checkpoint.CreateModel(torch.CPU);
        var stored = SmallRun.Read(_trained.Best).Map("model_state");
        foreach (var (name, tensor) in model.state_dict())
            Archives.ShouldEqual(TensorStorage.Store(tensor), stored[name]);
        ConfigFile.ToYaml(checkpoint.Config).ShouldBe(ConfigFile.ToYaml(_trained.Config));
        checkpoint.Preprocessing.ClassNames.ShouldBe(Core.ClassNames.Fer2013);
    }

    private static void Describe(string at, object? value, List<string> lines)
    {
        if (value is OrderedDictionary<object, object?> map)
        {
            foreach (var (key, item) in map)
                Describe($"{at}{(at == "" ? "" : "/")}{key}", item, lines);
            return;
        }

        lines.Add(value switch
        {
            StoredTensor tensor => $"{at}: {tensor.Type} [{string.Join(", ", tensor.Shape)}]",
            IReadOnlyList<object?> list => $"{at}: list of {list.Count}",
            string text when text.Contains('\n') || text.Length > 40 => $"{at}: text",
            null => $"{at}: null",
            _ => $"{at}: {value}",
        });
    }

    public sealed class OneEpoch : IDisposable
    {
        private readonly TempFolder _folder = new();

        public OneEpoch()
        {
            var run = SmallRun.Directory(_folder, "run");
            SmallRun.Train(Config, run);
            Best = run.BestCheckpoint;
        }

        public RunConfig Config { get; } = SmallRun.Config("train.epochs=1");

        public string Best { get; }

        public void Dispose() => _folder.Dispose();
    }
}
