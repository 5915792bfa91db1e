using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>An optimizer with a state for each parameter.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private readonly Dictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);

    private protected OptimizerHelper(IEnumerable<Parameter> parameters, double lr, Func<Parameter, OptimizerState> createState)
    {
        Parameter[] all = [.. parameters];
        Groups.Add(new ParamGroup(all, new OptimizerOptions { LearningRate = lr, InitialLearningRate = lr }));
        foreach (var parameter in all)
            _states.Add(parameter, createState(parameter));
    }

    public override Tensor? step(Func<Tensor>? closure = null)
    {
        Tensor? loss = null;
        if (closure is not null)
        {
            using var gradients = enable_grad();
            loss = closure();
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in Groups)
        {
            Update[] updates =
            [
                .. from parameter in @group.Parameters
                   let gradient = parameter.grad
                   where gradient is not null
                   select new Update(parameter, gradient, _states[parameter]),
            ];
            if (updates.Length > 0) Step(updates, group.LearningRate);
        }

        return loss;
    }

    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        result.State.AddRange(parameters().Select(parameter => _states[parameter]));
        return result;
    }

    /// <summary>Changes the parameters that have a gradient; there is at least one.</summary>
    private protected abstract void Step(Update[] updates, double lr);

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in _states.Values.OfType<IDisposable>())
            state.Dispose();
        base.Dispose(disposing);
    }

    private protected readonly record struct Update(Parameter Parameter, Tensor Gradient, OptimizerState State);
}

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    private protected OptimizerState() { }

    // A copy keeps the parameter's memory format.
    private protected static Tensor ZerosLike(Parameter parameter)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        return parameter.clone().zero_().DetachFromDisposeScope();
    }
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
