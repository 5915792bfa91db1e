using FerTrain.Core.Config;
using FerTrain.Core.Errors;
using FerTrain.Core.Runs;
using FerTrain.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Everything that training changes as it goes, as one thing that can be saved and brought back exactly.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly Adam _adam;

    public TrainingState(RunConfig config, Classifier model, string dataFingerprint)
    {
        (Model, DataFingerprint) = (model, dataFingerprint);
        _adam = optim.Adam([.. model.parameters()], config.Optimizer.Lr, config.Optimizer.Beta1, config.Optimizer.Beta2, config.Optimizer.Eps);
        Plateau = new ReduceOnPlateau(config.Scheduler);
        EarlyStopping = new EarlyStopping(config.EarlyStopping);
        Best = new Improvement(config.Checkpoint.Monitor, minDelta: 0);
    }

    public Classifier Model { get; }

    public string DataFingerprint { get; }

    public optim.Optimizer Optimizer => _adam;

    public ReduceOnPlateau Plateau { get; }

    public EarlyStopping EarlyStopping { get; }

    /// <summary>The value of the epoch that best.pt holds.</summary>
    public Improvement Best { get; }

    /// <summary>Model state of early stopping's best epoch, where it is to be restored.</summary>
    public OrderedDictionary<object, object?>? RestorableState { get; set; }

    /// <summary>Finished epochs.</summary>
    public List<EpochMetrics> History { get; } = [];

    /// <summary>Finished steps of the epoch in progress, and what they added up to.</summary>
    public EpochProgress Progress { get; set; } = EpochProgress.None;

    public double LearningRate
    {
        get => _adam.ParamGroups.First().LearningRate;
        set => _adam.ParamGroups.First().LearningRate = value;
    }

    private IEnumerable<(string Name, Adam.State State)> OptimizerStates =>
        Model.named_parameters().Select(p => p.name).Zip(_adam.state_dict().State.Cast<Adam.State>());

    public OrderedDictionary<object, object?> StoreModel() => TensorStorage.Store(Model.state_dict());

    public OrderedDictionary<object, object?> Store() => new()
    {
        ["epoch"] = (long)History.Count,
        ["history"] = HistoryTable.Store(History),
        ["data_fingerprint"] = DataFingerprint,
        ["optimizer"] = StoreOptimizer(),
        ["scheduler"] = new OrderedDictionary<object, object?>
        {
            ["best"] = TensorStorage.Store(Plateau.Improvement.Best),
            ["wait"] = (long)Plateau.Wait,
            ["cooldown"] = (long)Plateau.Cooldown,
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
        if (values.Get<string>("data_fingerprint") != DataFingerprint)
            throw new UserError($"{checkpoint.Path}: the data or their split are not those that this run was trained on; resume with the same file and data settings.");
        History.AddRange(HistoryTable.Read(values.Tensor("history")));
        LoadOptimizer(values.Map("optimizer"));
        var scheduler = values.Map("scheduler");
        (Plateau.Improvement.Best, Plateau.Wait, Plateau.Cooldown) = (scheduler.Double("best"), scheduler.Int("wait"), scheduler.Int("cooldown"));
        var stopping = values.Map("early_stopping");
        (EarlyStopping.Improvement.Best, EarlyStopping.Wait) = (stopping.Double("best"), stopping.Int("wait"));
        RestorableState = stopping.GetOrNull<OrderedDictionary<object, object?>>("model_state");
        if (RestorableState is not null) checkpoint.LoadWeights(stopping.Map("model_state"), Model.state_dict()); // now, not at the stop, is the time to see whether they fit
        checkpoint.LoadWeights(checkpoint.ModelState, Model.state_dict());
        Best.Best = values.Double("best");
        Progress = EpochProgress.Read(values.Map("sampler"));
        using var random = get_rng_state();
        values.Map("rng").CopyTo("cpu", random);
        set_rng_state(random);
    }

    public void Dispose()
    {
        _adam.Dispose();
        Model.Dispose();
    }

    private OrderedDictionary<object, object?> StoreOptimizer()
    {
        var states = new OrderedDictionary<object, object?>();
        foreach (var (name, state) in OptimizerStates)
        {
            states.Add(name, new OrderedDictionary<object, object?>
            {
                ["step"] = state.step,
                ["exp_avg"] = TensorStorage.Store(state.exp_avg),
                ["exp_avg_sq"] = TensorStorage.Store(state.exp_avg_sq),
            });
        }

        return new() { ["name"] = "adam", ["learning_rate"] = TensorStorage.Store(LearningRate), ["state"] = states };
    }

    private void LoadOptimizer(PlainMap values)
    {
        LearningRate = values.Double("learning_rate");
        var states = values.Map("state");
        foreach (var (name, state) in OptimizerStates)
        {
            var stored = states.Map(name);
            state.step = stored.Get<long>("step");
            stored.CopyTo("exp_avg", state.exp_avg);
            stored.CopyTo("exp_avg_sq", state.exp_avg_sq);
        }
    }

    private static OrderedDictionary<object, object?> StoreRandomState()
    {
        using var random = get_rng_state();
        return new() { ["cpu"] = TensorStorage.Store(random) };
    }
}
