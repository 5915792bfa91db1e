using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An optimizer with a state for each parameter.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private protected OptimizerHelper() { }

    private protected Dictionary<Parameter, OptimizerState> States { get; } = new(ReferenceEqualityComparer.Instance);

    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        result.State.AddRange(parameters().Select(parameter => States[parameter]));
        return result;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in States.Values.OfType<IDisposable>())
            state.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    private protected OptimizerState() { }
}

/// <summary>Settings that parameter groups of every optimizer share.</summary>
public class OptimizerOptions
{
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }
}

/// <summary>Parameters that share a learning rate.</summary>
public class ParamGroup : optim.ILearningRateController
{
    internal ParamGroup(IEnumerable<Parameter> parameters, OptimizerOptions options) => (Parameters, Options) = (parameters, options);

    public IEnumerable<Parameter> Parameters { get; set; }

    public OptimizerOptions Options { get; set; }

    public double LearningRate
    {
        get => Options.LearningRate!.Value;
        set => Options.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}
