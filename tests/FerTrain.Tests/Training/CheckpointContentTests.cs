using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Tests.Archive;
using FerTrain.Training;

namespace FerTrain.Tests.Training;

/// <summary>Whole archives that hold nonsense: one line that names the file, when the file is read.</summary>
[Collection(TestCollections.Libtorch)]
public sealed class CheckpointContentTests(CheckpointContentTests.Trained trained) : IClassFixture<CheckpointContentTests.Trained>, IDisposable
{
    private static readonly string[] Baselines = ["knn", "svm", "random_forest"];

    private readonly TempFolder _folder = new();

    private string Forgery => _folder["forged.pt"];

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, object?> Nonsense => new()
    {
        { "model", "tiny_xception" },
        { "preprocessing.size", 47L },
        { "preprocessing.crop", 40L },
        { "preprocessing.channels", 3L },
        { "preprocessing.scale", "unit" },
        { "preprocessing.offset", Floats(1, 2, 3) },
        { "preprocessing.offset", Floats(float.NaN) },
        { "preprocessing.range", Floats(0) },
        { "preprocessing.class_names", new object?[] { "angry", "angry" } },
        { "preprocessing.class_names", new object?[] { "angry", 3L } },
        { "preprocessing.class_names", Enumerable.Range(0, 256).Select(number => (object?)$"{number}").ToArray() },
        { "model_state.head.conv.bias", Floats(0, 0, 0, float.NaN, 0, 0, 0) },
        { "training.epoch", 2L },
        { "training.epoch", -1L },
        { "training.history", Doubles([1, 9], 2, 0, 0, 0, 0, 0, 0, 0, 1) },
        { "training.history", Doubles([1, 9], 1, 0, double.NaN, 0, 0, 0, 0, 0, 1) },
        { "training.history", Doubles([1, 9], 1, 0, 0, 0, 0, 0, 0, 0, 1e300) },
        { "training.history", Doubles([1, 0]) },
        { "training.optimizer.name", "sgd" },
        { "training.optimizer.learning_rate", Number(double.NaN) },
        { "training.optimizer.state.head.conv.bias.step", -1L },
        { "training.scheduler.rate", Number(-1) },
        { "training.scheduler.wait", -1L },
        { "training.scheduler.cooldown", 1L << 40 },
        { "training.scheduler.best", Number(double.NaN) },
        { "training.average", new OrderedDictionary<object, object?>() },
        { "training.early_stopping.wait", -1L },
        { "training.early_stopping.model_state", 1L },
        { "training.best", Number(double.NaN) },
        { "training.sampler.step", 1L },
        { "training.sampler.losses", Floats(float.NaN) },
        { "training.sampler.correct", -1L },
        { "training.sampler.seconds", Number(double.PositiveInfinity) },
        { "training.rng.cpu", Floats(1) },
    };

    [Theory]
    [MemberData(nameof(Nonsense))]
    public void Nonsense_in_a_network_is_refused(string key, object? value)
    {
        File.Copy(trained.Checkpoint("mini_xception"), Forgery);
        Forged.Change(Forgery, values => Set(values, key, value));

        var error = Should.Throw<UserError>(() => Checkpoint.Read(Forgery)).Message;
        error.ShouldStartWith(Forgery);
        error.ShouldNotContain('\n');
    }

    /// <summary>Every value of it in turn, replaced by things of every kind: what is read can be used.</summary>
    [Theory]
    [InlineData("mini_xception")]
    [InlineData("knn")]
    [InlineData("svm")]
    [InlineData("random_forest")]
    public void What_is_read_can_be_used(string model)
    {
        var original = SmallRun.Read(trained.Checkpoint(model));
        foreach (var key in Keys(original).Where(key => !key.StartsWith("model_state.", StringComparison.Ordinal) || Baselines.Contains(model) || key.EndsWith("head.conv.bias", StringComparison.Ordinal)).ToArray())
        {
            var before = Get(original, key);
            foreach (var value in Kinds(before))
            {
                Set(original, key, value);
                File.WriteAllBytes(Forgery, Archives.Write(original));
                try
                {
                    Use(Checkpoint.Read(Forgery));
                }
                catch (UserError refused)
                {
                    refused.Message.ShouldContain(Forgery, customMessage: key);
                }
                catch (Exception bug)
                {
                    throw new InvalidOperationException($"{key} = {value ?? "null"}", bug);
                }
            }

            Set(original, key, before);
        }
    }

    [Theory]
    [InlineData("votes.labels", 7)]
    [InlineData("votes.labels", -1)]
    [InlineData("votes.neighbors", 0)]
    [InlineData("votes.neighbors", 1000)]
    public void Neighbors_that_there_are_not(string tensor, long number) => ShouldRefuse("knn", tensor, number);

    [Theory]
    [InlineData("votes.roots", 1_000_000)]
    [InlineData("votes.features", 2304)]
    [InlineData("votes.left", -1)]
    [InlineData("votes.labels", 7)]
    public void Trees_that_point_outside(string tensor, long number) => ShouldRefuse("random_forest", tensor, number);

    private void ShouldRefuse(string model, string tensor, long number)
    {
        File.Copy(trained.Checkpoint(model), Forgery);
        Forged.Change(Forgery, values =>
        {
            var stored = (StoredTensor)values.Map("model_state")[tensor]!;
            var numbers = MemoryMarshal.Cast<byte, long>(stored.Bytes.Span).ToArray();
            numbers[^1] = number;
            values.Map("model_state")[tensor] = new StoredTensor(stored.Type, stored.Shape, MemoryMarshal.AsBytes<long>(numbers).ToArray());
        });
        Should.Throw<UserError>(() => Checkpoint.Read(Forgery)).Message.ShouldStartWith($"{Forgery}: not a checkpoint FerTrain can read: model_state.{tensor} is Int64 [");
    }

    private void Use(Checkpoint checkpoint)
    {
        using var model = checkpoint.Load(TorchSharp.torch.CPU);
        _ = model.Probabilities(new byte[48 * 48], 48, 48);
        if (checkpoint.Training.Keys.Count() == 1) return;
        var run = SmallRun.Directory(_folder, "resumed");
        using var trainer = Trainers.Create(checkpoint.Config, FerTrain.Data.DataPreparation.Prepare(checkpoint.Config.Data), run, TorchSharp.torch.CPU, new Progress<TrainingEvent>());
        trainer.Resume(checkpoint);
    }

    private static object?[] Kinds(object? original) =>
    [
        null, true, -1L, 0L, long.MaxValue, 0.5, "", "nonsense", Array.Empty<object?>(), new OrderedDictionary<object, object?>(),
        Floats(), Floats(float.NaN), Number(double.NaN), Number(-1), Doubles([0, 9]), new StoredTensor(ElementType.Float16, [1], new byte[2]), .. Variants(original),
    ];

    /// <summary>Tensors of the same kind, with other shapes and the wildest numbers.</summary>
    private static IEnumerable<object?> Variants(object? original)
    {
        if (original is not StoredTensor tensor) yield break;
        yield return new StoredTensor(tensor.Type, [.. tensor.Shape, 1], tensor.Bytes);
        yield return new StoredTensor(tensor.Type, [0, .. tensor.Shape], Array.Empty<byte>());
        yield return new StoredTensor(tensor.Type, tensor.Shape, new byte[tensor.Bytes.Length]);
        yield return new StoredTensor(tensor.Type, tensor.Shape, Enumerable.Repeat((byte)0xff, tensor.Bytes.Length).ToArray());
        yield return new StoredTensor(tensor.Type, tensor.Shape, Enumerable.Repeat((byte)0x7f, tensor.Bytes.Length).ToArray());
    }

    private static IEnumerable<string> Keys(OrderedDictionary<object, object?> values) => values.SelectMany(entry => entry.Value is OrderedDictionary<object, object?> inner
        ? Keys(inner).Select(key => $"{entry.Key}.{key}").Append($"{entry.Key}")
        : [$"{entry.Key}"]).Where(key => !key.Contains(".state.", StringComparison.Ordinal) || key.Contains("head.conv.bias", StringComparison.Ordinal));

    private static object? Get(OrderedDictionary<object, object?> values, string key) => Place(values, key, out var last)[last];

    private static void Set(OrderedDictionary<object, object?> values, string key, object? value) => Place(values, key, out var last)[last] = value;

    /// <summary>Finds the dictionary that holds a dotted key, whose own name may have dots.</summary>
    private static OrderedDictionary<object, object?> Place(OrderedDictionary<object, object?> values, string key, out string last)
    {
        last = key;
        if (values.ContainsKey(key)) return values;
        var outer = values.Keys.OfType<string>().SingleOrDefault(name => key.StartsWith($"{name}.", StringComparison.Ordinal) && values[name] is OrderedDictionary<object, object?>);
        return outer is null ? values : Place(values.Map(outer), key[(outer.Length + 1)..], out last);
    }

    private static StoredTensor Floats(params float[] values) => Archives.Tensor([values.Length], values);

    private static StoredTensor Number(double value) => TensorStorage.Store(value);

    private static StoredTensor Doubles(long[] shape, params double[] values) => new(ElementType.Float64, [.. shape], MemoryMarshal.AsBytes<double>(values).ToArray());

    /// <summary>A checkpoint of each kind of model.</summary>
    public sealed class Trained : IDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly Dictionary<string, RunDirectory> _runs = [];

        public Trained()
        {
            foreach (var (model, more) in new Dictionary<string, string[]>
            {
                ["mini_xception"] = ["train.epochs=1", "train.batch_size=32"],
                ["knn"] = ["classic.n_components=4"],
                ["svm"] = ["classic.n_components=0"],
                ["random_forest"] = ["classic.n_estimators=3"],
            })
            {
                _runs[model] = SmallRun.Directory(_folder, model);
                SmallRun.Train(ConfigFile.Parse("data: {source: synthetic, synthetic_count: 70}", model, [$"model.name={model}", .. more]), _runs[model]);
            }
        }

        public string Checkpoint(string model) => _runs[model].BestCheckpoint;

        public void Dispose() => _folder.Dispose();
    }
}
