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
        IsRecordable = all.Any(parameter => parameter.device_type == DeviceType.CUDA);
    }

    /// <summary>Whether a step must be such that a recording of it can be repeated; so on a GPU.</summary>
    internal bool IsRecordable { get; set; }

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
            if (updates.Length == 0) continue;
            if (IsRecordable)
                StepRecordably(updates, NumbersOf(group, updates));
            else
                Step(updates, group.LearningRate);
        }

        return loss;
    }

    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in Groups)
        {
            OptimizerState[] states = [.. group.Parameters.Select(parameter => _states[parameter])];
            if (group.Numbers is { } numbers)
            {
                var steps = (long)numbers.Steps.item<float>();
                foreach (var state in states) state.Steps = steps;
            }

            result.State.AddRange(states);
        }

        return result;
    }

    /// <summary>Changes the parameters that have a gradient; there is at least one.</summary>
    private protected abstract void Step(Update[] updates, double lr);

    /// <summary>The same from numbers that stay where the parameters are.</summary>
    private protected abstract void StepRecordably(Update[] updates, StepNumbers numbers);

    /// <summary>The numbers of this step; steps are counted there from the first one on, for all parameters together.</summary>
    private static StepNumbers NumbersOf(ParamGroup group, Update[] updates)
    {
        if (updates.Length < group.Parameters.Count()) throw new NotSupportedException("On a GPU every parameter needs a gradient in every step.");
        group.Numbers ??= new StepNumbers(updates[0].Parameter.device, group.LearningRate, updates[0].State.Steps);
        _ = group.Numbers.Steps.add_(1);
        return group.Numbers;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var group in Groups)
            group.Numbers?.Dispose();
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

    /// <summary>Steps taken, where the rule needs them.</summary>
    internal virtual long Steps { get; set; }

    // A copy keeps the parameter's memory format.
    internal static Tensor ZerosLike(Parameter parameter)
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
        set
        {
            Options.LearningRate = value;
            Numbers?.SetRate(value);
        }
    }

    /// <summary>Those of recordable steps, from the first one on.</summary>
    internal StepNumbers? Numbers { get; set; }

    public double InitialLearningRate
    {
        get => Options.InitialLearningRate;
        set => Options.InitialLearningRate = value;
    }
}
