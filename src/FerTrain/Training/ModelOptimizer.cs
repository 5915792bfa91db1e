using System.Diagnostics;
using FerTrain.Core.Config;
using FerTrain.Models;
using FerTrain.Torch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>Runs the configured optimizer over the parameters that are not frozen, and stores its state by their names.</summary>
internal sealed class ModelOptimizer : IDisposable
{
    private readonly RunConfig _config;
    private readonly string[] _names;
    private readonly Parameter[] _parameters;
    private readonly OptimizerHelper _optimizer;
    private readonly FusedOptimizer? _fused;

    public ModelOptimizer(RunConfig config, Classifier model)
    {
        _config = config;
        var trained = model.named_parameters().Where(named => named.parameter.requires_grad).ToArray();
        _names = [.. trained.Select(named => named.name)];
        _parameters = [.. trained.Select(named => named.parameter)];
        _optimizer = Create(config.Optimizer, _parameters);
        _fused = FusedOptimizer.Over(_optimizer, _parameters);
    }

    public double LearningRate
    {
        get => _optimizer.ParamGroups.First().LearningRate;
        set => _optimizer.ParamGroups.First().LearningRate = value;
    }

    /// <summary>Clips the gradients, each by its value and then all by their norm, and updates the weights.</summary>
    public void Step()
    {
        if (_config.Train.ClipValue > 0) nn.utils.clip_grad_value_(_parameters, _config.Train.ClipValue);
        if (_config.Train.ClipNorm > 0) ClipNorm();
        if (_fused?.TryStep() != true) _ = _optimizer.step();
    }

    public OrderedDictionary<object, object?> Store()
    {
        var states = new OrderedDictionary<object, object?>();
        foreach (var (name, state) in _names.Zip(_optimizer.state_dict().State))
            states.Add(name, ParameterState.Store(state));
        return new() { ["name"] = EnumName.Of(_config.Optimizer.Name), ["learning_rate"] = TensorStorage.Store(LearningRate), ["state"] = states };
    }

    public void Load(CheckpointMap values)
    {
        LearningRate = values.Double("learning_rate");
        var stored = values.Map("state");
        var states = _optimizer.state_dict().State;
        for (var i = 0; i < _names.Length; i++)
            ParameterState.Load(states[i], _parameters[i], stored.Map(_names[i]));
    }

    public void Dispose() => _optimizer.Dispose();

    /// <summary>Scales the gradients so that their norm together is at most the config's; PyTorch's own function waits for it to be read.</summary>
    private void ClipNorm()
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. _parameters.Select(parameter => parameter.grad!)];
        var norm = gradients.Select(gradient => gradient.Squared().sum()).Aggregate((sum, next) => sum.Plus(next)).sqrt();
        var scale = norm.Plus(1e-6).reciprocal().Times(_config.Train.ClipNorm).Clamp(0, 1);
        foreach (var gradient in gradients)
            _ = gradient.mul_(scale);
    }

    private static OptimizerHelper Create(OptimizerConfig config, Parameter[] parameters) => config.Name switch
    {
        OptimizerName.Adam => optim.Adam(parameters, config.Lr, config.Beta1, config.Beta2, config.Eps, config.WeightDecay),
        OptimizerName.Adamw => optim.AdamW(parameters, config.Lr, config.Beta1, config.Beta2, config.Eps, config.WeightDecay),
        OptimizerName.Sgd => optim.SGD(parameters, config.Lr, config.Momentum, dampening: 0, config.WeightDecay, config.Nesterov),
        OptimizerName.Rmsprop => optim.RMSProp(parameters, config.Lr, config.Alpha, config.Eps, config.WeightDecay, config.Momentum),
        var other => throw new ArgumentOutOfRangeException(nameof(config), other, null),
    };
}

/// <summary>Stores and loads the optimizer's state of one parameter under PyTorch's names.</summary>
internal static class ParameterState
{
    private const string Step = "step", Mean = "exp_avg", Square = "exp_avg_sq", Momentum = "momentum_buffer", SquareMean = "square_avg";

    public static OrderedDictionary<object, object?> Store(OptimizerState state) => state switch
    {
        Adam.State adam => StoreMoments(adam.step, adam.exp_avg, adam.exp_avg_sq),
        AdamW.State adamW => StoreMoments(adamW.step, adamW.exp_avg, adamW.exp_avg_sq),
        SGD.State sgd => new() { [Momentum] = sgd.momentum_buffer is null ? null : TensorStorage.Store(sgd.momentum_buffer) },
        RMSProp.State rms => new()
        {
            [Step] = rms.step,
            [SquareMean] = TensorStorage.Store(rms.square_avg),
            [Momentum] = TensorStorage.Store(rms.momentum_buffer),
        },
        _ => throw new UnreachableException(),
    };

    public static void Load(OptimizerState state, Parameter parameter, CheckpointMap stored)
    {
        switch (state)
        {
            case Adam.State adam:
                adam.step = LoadMoments(stored, adam.exp_avg, adam.exp_avg_sq);
                break;
            case AdamW.State adamW:
                adamW.step = LoadMoments(stored, adamW.exp_avg, adamW.exp_avg_sq);
                break;
            case SGD.State sgd:
                if (stored.GetOrNull<object>(Momentum) is null) break;
                sgd.momentum_buffer ??= parameter.detach().clone().DetachFromDisposeScope();
                stored.CopyTo(Momentum, sgd.momentum_buffer);
                break;
            case RMSProp.State rms:
                rms.step = stored.Get<long>(Step);
                stored.CopyTo(SquareMean, rms.square_avg);
                stored.CopyTo(Momentum, rms.momentum_buffer);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static OrderedDictionary<object, object?> StoreMoments(long step, Tensor mean, Tensor square) =>
        new() { [Step] = step, [Mean] = TensorStorage.Store(mean), [Square] = TensorStorage.Store(square) };

    private static long LoadMoments(CheckpointMap stored, Tensor mean, Tensor square)
    {
        stored.CopyTo(Mean, mean);
        stored.CopyTo(Square, square);
        return stored.Get<long>(Step);
    }
}
