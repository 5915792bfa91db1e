using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Torch;

/// <summary>
/// Runs a step of Adam, AdamW or SGD over all parameters in one call of libtorch's fused operators, where TorchSharp needs
/// eight calls for each parameter; of RMSprop, which has none, in TorchSharp's calls, but with numbers that the garbage collector
/// cannot free meanwhile. It uses the state of TorchSharp's optimizer and gives the same values.
/// </summary>
internal sealed class FusedOptimizer
{
    private readonly Parameter[] _parameters;
    private readonly OptimizerOptions _options;
    private readonly OptimizerState[] _states;

    private FusedOptimizer(Parameter[] parameters, OptimizerOptions options, OptimizerState[] states) =>
        (_parameters, _options, _states) = (parameters, options, states);

    /// <summary>Creates a fused optimizer for an optimizer with one group of float32 parameters; returns null if libtorch has no fused steps.</summary>
    public static FusedOptimizer? Over(OptimizerHelper optimizer, Parameter[] parameters)
    {
        var state = optimizer.state_dict();
        return Dispatcher.IsAvailable && optimizer is Adam or AdamW or SGD or RMSProp && parameters.All(parameter => parameter.dtype == ScalarType.Float32)
            ? new FusedOptimizer(parameters, state.Options.Single(), [.. state.State])
            : null;
    }

    /// <summary>Runs a step; returns false and does nothing if a parameter has no gradient.</summary>
    public bool TryStep()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope(); // each access to a gradient creates a handle
        if (Array.Exists(_parameters, parameter => parameter.grad is null)) return false;
        Tensor[] gradients = [.. _parameters.Select(parameter => parameter.grad!)];
        switch (_options)
        {
            case Adam.Options options:
                StepAdam("aten::_fused_adam_", gradients, state => (((Adam.State)state).exp_avg, ((Adam.State)state).exp_avg_sq, ++((Adam.State)state).step),
                    options.beta1!.Value, options.beta2!.Value, options.weight_decay!.Value, options.eps!.Value);
                return true;
            case AdamW.Options options:
                StepAdam("aten::_fused_adamw_", gradients, state => (((AdamW.State)state).exp_avg, ((AdamW.State)state).exp_avg_sq, ++((AdamW.State)state).step),
                    options.beta1!.Value, options.beta2!.Value, options.weight_decay!.Value, options.eps!.Value);
                return true;
            case SGD.Options options:
                var momentum = options.momentum!.Value;
                // Without dampening, which no config has, momentum from zeros is the first gradient.
                Tensor[] buffers = momentum == 0 ? []
                    : [.. _states.Cast<SGD.State>().Zip(_parameters, (state, parameter) => state.momentum_buffer ??= zeros_like(parameter).DetachFromDisposeScope())];
                // _fused_sgd_(self[], grads[], momentum_buffer_list[], *, weight_decay, momentum, lr, dampening, nesterov, maximize, is_first_step, grad_scale?, found_inf?)
                Dispatcher.Call("aten::_fused_sgd_",
                    Dispatcher.Argument(_parameters), Dispatcher.Argument(gradients), Dispatcher.Argument(buffers),
                    Dispatcher.Argument(options.weight_decay!.Value), Dispatcher.Argument(momentum), Dispatcher.Argument(_options.LearningRate!.Value),
                    Dispatcher.Argument(options.dampening!.Value), Dispatcher.Argument(options.nesterov!.Value), Dispatcher.Argument(false), Dispatcher.Argument(false),
                    Dispatcher.None, Dispatcher.None);
                return true;
            case RMSProp.Options options:
                for (var i = 0; i < _parameters.Length; i++) Step(_parameters[i], gradients[i], (RMSProp.State)_states[i], options);
                return true;
            default:
                return false;
        }
    }

    private static void Step(Parameter parameter, Tensor gradient, RMSProp.State state, RMSProp.Options options)
    {
        state.step++;
        using Scalar alpha = options.alpha!.Value.ToScalar(), momentum = options.momentum!.Value.ToScalar();
        if (options.weight_decay > 0) gradient = gradient.Plus(parameter.Times(options.weight_decay.Value));
        var square = state.square_avg.mul_(alpha).Accumulate(gradient.Squared().Times(1 - options.alpha.Value));
        var update = gradient / square.sqrt().Plus(options.eps!.Value);
        if (options.momentum > 0) update = state.momentum_buffer.mul_(momentum).Accumulate(update);
        _ = parameter.Accumulate(update.Times(-options.LearningRate!.Value));
    }

    /// <param name="next">Returns the moments of a parameter and its step number, which is the same for all.</param>
    private void StepAdam(
        string name, Tensor[] gradients, Converter<OptimizerState, (Tensor Mean, Tensor Square, long Step)> next, double beta1, double beta2, double weightDecay, double epsilon)
    {
        var moments = Array.ConvertAll(_states, next);
        using var step = ((double)moments[0].Step).ToScalar();
        var steps = full([], step, float32, _parameters[0].device); // on the device, which nothing here waits for
        // _fused_adam_(self[], grads[], exp_avgs[], exp_avg_sqs[], max_exp_avg_sqs[], state_steps[], *, lr, beta1, beta2, weight_decay, eps, amsgrad, maximize, grad_scale?, found_inf?)
        Dispatcher.Call(name,
            Dispatcher.Argument(_parameters), Dispatcher.Argument(gradients),
            Dispatcher.Argument(Array.ConvertAll(moments, moment => moment.Mean)), Dispatcher.Argument(Array.ConvertAll(moments, moment => moment.Square)), Dispatcher.Argument([]),
            Dispatcher.Argument(Array.ConvertAll(_parameters, _ => steps)),
            Dispatcher.Argument(_options.LearningRate!.Value),
            Dispatcher.Argument(beta1), Dispatcher.Argument(beta2), Dispatcher.Argument(weightDecay), Dispatcher.Argument(epsilon),
            Dispatcher.Argument(false), Dispatcher.Argument(false), Dispatcher.None, Dispatcher.None);
    }
}
