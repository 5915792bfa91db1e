using System.Diagnostics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace FerTrain.Training;

/// <summary>What an optimiser remembers of one parameter, to and from a checkpoint under PyTorch's names.</summary>
internal static class OptimizerState
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

    public static void Load(OptimizerState state, Parameter parameter, PlainMap stored)
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

    private static long LoadMoments(PlainMap stored, Tensor mean, Tensor square)
    {
        stored.CopyTo(Mean, mean);
        stored.CopyTo(Square, square);
        return stored.Get<long>(Step);
    }
}
