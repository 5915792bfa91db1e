using System.Runtime.InteropServices;
using FerTrain.Core.Archive;
using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Models;
using FerTrain.Torch;
using FerTrain.Training.Initialization;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Holds everything that training changes, so that it can be saved and restored exactly.</summary>
internal sealed class TrainingState : IDisposable
{
    /// <param name="createModel">Makes the model that is trained, and another where its weights are averaged.</param>
    public TrainingState(RunConfig config, Func<Classifier> createModel, string dataFingerprint)
    {
        DataFingerprint = dataFingerprint;
        Model = createModel();
        Freezing.Freeze(Model, config.Train.Freeze);
        Optimizer = new ModelOptimizer(config, Model);
        Schedule = new LearningRateSchedule(config);
        if (config.Train.AveragesWeights) Average = CreateAverage(config.Train, createModel);
        EarlyStopping = new EarlyStopping(config.EarlyStopping);
        Best = new Improvement(config.Checkpoint.Monitor, minDelta: 0);
    }

    /// <summary>The model that is trained.</summary>
    public Classifier Model { get; }

    public string DataFingerprint { get; }

    public ModelOptimizer Optimizer { get; }

    public LearningRateSchedule Schedule { get; }

    public WeightAverage? Average { get; }

    /// <summary>The model that is validated and kept: the average, once there is one.</summary>
    public Classifier Validated => Average is { Count: > 0 } ? Average.Model : Model;

    public EarlyStopping EarlyStopping { get; }

    /// <summary>The monitored value of the epoch in best.pt.</summary>
    public Improvement Best { get; }

    /// <summary>Model state of early stopping's best epoch, where it is to be restored.</summary>
    public OrderedDictionary<object, object?>? RestorableState { get; set; }

    /// <summary>Finished epochs.</summary>
    public List<EpochMetrics> History { get; } = [];

    /// <summary>The finished steps of the epoch in progress.</summary>
    public EpochProgress Progress { get; set; } = EpochProgress.None;

    /// <summary>Adds a finished epoch, and the steps that older versions did not count: each epoch has as many.</summary>
    public void Add(EpochMetrics epoch)
    {
        for (var i = 0; i < History.Count; i++)
            History[i] = History[i] with { Step = History[i].Step ?? epoch.Step / epoch.Epoch * History[i].Epoch };
        History.Add(epoch);
    }

    /// <summary>Starts from the weights of a file.</summary>
    public void Initialize(InitialWeights weights)
    {
        weights.CopyTo(Model);
        if (Average is not null) weights.CopyTo(Average.Model);
    }

    public OrderedDictionary<object, object?> StoreModel() => TensorStorage.Store(Validated.state_dict());

    public OrderedDictionary<object, object?> Store() => new()
    {
        ["epoch"] = (long)History.Count,
        ["history"] = HistoryTable.Store(History),
        ["data_fingerprint"] = DataFingerprint,
        ["optimizer"] = Optimizer.Store(),
        ["scheduler"] = new OrderedDictionary<object, object?>
        {
            ["rate"] = TensorStorage.Store(Schedule.Plateau.Rate),
            ["best"] = TensorStorage.Store(Schedule.Plateau.Improvement.Best),
            ["wait"] = (long)Schedule.Plateau.Wait,
            ["cooldown"] = (long)Schedule.Plateau.Cooldown,
        },
        ["average"] = Average is null ? null : new OrderedDictionary<object, object?>
        {
            ["count"] = Average.Count,
            ["trained_state"] = TensorStorage.Store(Model.state_dict()),
        },
        ["early_stopping"] = new OrderedDictionary<object, object?>
        {
            ["best"] = TensorStorage.Store(EarlyStopping.Improvement.Best),
            ["wait"] = (long)EarlyStopping.Wait,
            ["model_state"] = RestorableState,
        },
        ["best"] = TensorStorage.Store(Best.Best),
        ["sampler"] = Progress.Store(),
        ["rng"] = StoreRandomState(),
    };

    public void Load(Checkpoint checkpoint)
    {
        var values = checkpoint.Training;
        if (checkpoint.DataFingerprint != DataFingerprint)
            throw new UserError($"{checkpoint.Path}: the data or their split are not those that this run was trained on; resume with the same file and data settings.");
        History.AddRange(HistoryTable.Read(values.Tensor("history")));
        Optimizer.Load(values.Map("optimizer"));
        var scheduler = values.Map("scheduler");
        var plateau = Schedule.Plateau;
        (plateau.Rate, plateau.Improvement.Best) = (scheduler.Double("rate"), scheduler.Double("best"));
        (plateau.Wait, plateau.Cooldown) = (scheduler.Int("wait"), scheduler.Int("cooldown"));
        var stopping = values.Map("early_stopping");
        (EarlyStopping.Improvement.Best, EarlyStopping.Wait) = (stopping.Double("best"), stopping.Int("wait"));
        RestorableState = stopping.GetOrNull<OrderedDictionary<object, object?>>("model_state");
        if (RestorableState is not null) checkpoint.LoadWeights(stopping.Map("model_state"), Model.state_dict()); // now, not at the stop, is the time to see whether they fit
        LoadWeights(checkpoint);
        Best.Best = values.Double("best");
        Progress = EpochProgress.Read(values.Map("sampler"));
        LoadRandomState(checkpoint);
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
        Model.Dispose();
    }

    /// <summary>Creates a second model without advancing the random state, which later steps depend on.</summary>
    private WeightAverage CreateAverage(TrainConfig config, Func<Classifier> createModel)
    {
        using var random = get_rng_state();
        var average = new WeightAverage(config, Model, createModel());
        set_rng_state(random);
        return average;
    }

    private void LoadWeights(Checkpoint checkpoint)
    {
        if (Average is not null)
        {
            var average = checkpoint.Training.Map("average");
            Average.Count = average.Get<long>("count");
            checkpoint.LoadWeights(average.Map("trained_state"), Model.state_dict());
        }

        checkpoint.LoadWeights(checkpoint.ModelState, Validated.state_dict());
    }

    private static OrderedDictionary<object, object?> StoreRandomState()
    {
        using var random = get_rng_state();
        return new() { ["cpu"] = TensorStorage.Store(random) };
    }

    private static void LoadRandomState(Checkpoint checkpoint)
    {
        using var random = get_rng_state();
        checkpoint.Training.Map("rng").CopyTo("cpu", random);
        if (!RandomState.TryRestore(random))
            throw new UserError($"{checkpoint.Path}: not a checkpoint FerTrain can read: rng.cpu is no state of a random generator.");
    }
}

/// <summary>Stores the finished epochs in a checkpoint: a table of float64, one row an epoch.</summary>
internal static class HistoryTable
{
    public static StoredTensor Store(IReadOnlyList<EpochMetrics> history)
    {
        double[] cells = [.. history.SelectMany(metrics => metrics.ToNumbers())];
        return new StoredTensor(ElementType.Float64, [history.Count, EpochMetrics.Columns], MemoryMarshal.AsBytes<double>(cells).ToArray());
    }

    public static IEnumerable<EpochMetrics> Read(StoredTensor table) =>
        MemoryMarshal.Cast<byte, double>(table.Bytes.Span).ToArray().Chunk((int)table.Shape[1]).Select(row => EpochMetrics.FromNumbers(row));
}
