using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace FerTrain.Torch.Loops;

/// <summary>
/// Computes BatchNorm in training, and an optional ReLU after it, in two passes over the feature maps for each direction.
/// libtorch reads and writes them more often; here ReLU's mask is recomputed from values that are read anyway.
/// </summary>
internal sealed unsafe class BatchNormReluLoop : SingleTensorFunction<BatchNormReluLoop>
{
    private const string Relu = "relu";

    public override string Name => nameof(BatchNormReluLoop);

    /// <param name="maps">The feature maps, which <see cref="Maps.Fit"/>.</param>
    /// <param name="norm">The layer of float32, whose running statistics are updated.</param>
    /// <param name="relu">Whether to apply ReLU.</param>
    public static Tensor Apply(Tensor maps, BatchNorm2d norm, bool relu) => apply(maps, norm.weight, norm.bias!, norm, relu);

    public override Tensor forward(AutogradContext context, params object[] inputs)
    {
        var (maps, norm, relu) = ((Tensor)inputs[0], (BatchNorm2d)inputs[3], (bool)inputs[4]);
        var (result, table) = (empty_like(maps), empty(NormalizedMaps.TableSize(maps)));
        var normalized = new NormalizedMaps(maps, table, relu) { Result = StableAbi.Data(result) };
        if (maps.dtype == ScalarType.Float32) Forward<Float32>(normalized, norm);
        else Forward<BFloat16>(normalized, norm);
        context.save_for_backward([maps, table]);
        context.save_data(Relu, relu);
        return result;
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient)
    {
        var saved = context.get_saved_variables();
        var (maps, table) = (saved[0], saved[1]);
        using var dy = Maps.Like(gradient, maps.dtype);
        var channels = maps.shape[1];
        var (dx, dweight, dbias) = (empty_like(maps), empty(channels), empty(channels));
        var normalized = new NormalizedMaps(maps, table, (bool)context.get_data(Relu)) { Dy = StableAbi.Data(dy), Result = StableAbi.Data(dx) };
        if (maps.dtype == ScalarType.Float32) Backward<Float32>(normalized, StableAbi.Floats(dweight), StableAbi.Floats(dbias));
        else Backward<BFloat16>(normalized, StableAbi.Floats(dweight), StableAbi.Floats(dbias));
        return [dx, dweight, dbias, null!, null!];
    }

    private static void Forward<T>(NormalizedMaps maps, BatchNorm2d norm) where T : unmanaged, IElements
    {
        // Moments about a value of each channel; about 0, the variance of a narrow channel far from 0 would be noise.
        for (var i = 0; i < maps.Period; i++)
            maps.Mean[i] = T.LoadOne(maps.X, i % maps.Channels);
        var sums = maps.Sum(new BatchMoments<T>(maps));
        float* gain = StableAbi.Floats(norm.weight), offset = StableAbi.Floats(norm.bias!);
        float* mean = StableAbi.Floats(norm.running_mean!), variance = StableAbi.Floats(norm.running_var!);
        var (size, momentum) = ((double)maps.Count / maps.Channels, norm.momentum!.Value);
        for (var c = 0; c < maps.Channels; c++)
        {
            var shift = sums[c] / size;
            var squares = Math.Max(sums[maps.Channels + c] - shift * sums[c], 0);
            var average = maps.Mean[c] + shift;
            mean[c] = (float)((1 - momentum) * mean[c] + momentum * average);
            variance[c] = (float)((1 - momentum) * variance[c] + momentum * (squares / (size - 1)));
            var inverse = 1 / Math.Sqrt(squares / size + norm.eps);
            (maps.Mean[c], maps.Scale[c], maps.Shift[c], maps.Inverse[c]) = ((float)average, (float)(gain[c] * inverse), offset[c], (float)inverse);
        }

        ++*(long*)StableAbi.Data(norm.num_batches_tracked!);
        maps.RepeatTable();
        maps.Each(new Normalize<T>(maps));
    }

    private static void Backward<T>(NormalizedMaps maps, float* dweight, float* dbias) where T : unmanaged, IElements
    {
        var sums = maps.Sum(new BatchGradients<T>(maps));
        var size = (double)maps.Count / maps.Channels;
        for (var c = 0; c < maps.Channels; c++)
        {
            var (dy, products, inverse) = (sums[c], sums[maps.Channels + c], (double)maps.Inverse[c]);
            (dbias[c], dweight[c]) = ((float)dy, (float)(products * inverse));
            (maps.Slope[c], maps.Offset[c]) = ((float)(-maps.Scale[c] * inverse * inverse * products / size), (float)(-maps.Scale[c] * dy / size));
        }

        maps.RepeatTable();
        maps.Each(new NormalizeBackward<T>(maps));
    }
}

/// <summary>Sums x and x² about the mean in the table.</summary>
internal readonly unsafe struct BatchMoments<T>(NormalizedMaps maps) : NormalizedMaps.ISummand where T : unmanaged, IElements
{
    private readonly void* _x = maps.X;
    private readonly float* _mean = maps.Mean;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long index, int offset, ref Vector512<float> first, ref Vector512<float> second)
    {
        var x = T.Load(_x, index) - Vector512.Load(_mean + offset);
        first += x;
        second = Vector512.FusedMultiplyAdd(x, x, second);
    }

    public void AddOne(long index, int offset, ref float first, ref float second)
    {
        var x = T.LoadOne(_x, index) - _mean[offset];
        first += x;
        second += x * x;
    }
}

/// <summary>Sums the gradient before ReLU, and its products with x - mean.</summary>
internal readonly unsafe struct BatchGradients<T>(NormalizedMaps maps) : NormalizedMaps.ISummand where T : unmanaged, IElements
{
    private readonly ReluGradient<T> _gradient = new(maps);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long index, int offset, ref Vector512<float> first, ref Vector512<float> second)
    {
        var (x, dy) = _gradient.Load(index, offset);
        first += dy;
        second = Vector512.FusedMultiplyAdd(dy, x, second);
    }

    public void AddOne(long index, int offset, ref float first, ref float second)
    {
        var (x, dy) = _gradient.LoadOne(index, offset);
        first += dy;
        second += dy * x;
    }
}

/// <summary>Writes the normalised elements, after ReLU.</summary>
internal readonly unsafe struct Normalize<T>(NormalizedMaps maps) : NormalizedMaps.IElementwise where T : unmanaged, IElements
{
    private readonly void* _x = maps.X, _y = maps.Result;
    private readonly float* _mean = maps.Mean, _scale = maps.Scale, _shift = maps.Shift;
    private readonly float _floor = maps.Floor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(long index, int offset)
    {
        var x = T.Load(_x, index) - Vector512.Load(_mean + offset);
        var y = Vector512.FusedMultiplyAdd(x, Vector512.Load(_scale + offset), Vector512.Load(_shift + offset));
        T.Store(_y, index, Vector512.AndNot(y, Vector512.LessThan(y, Vector512.Create(_floor))));
    }

    public void RunOne(long index, int offset)
    {
        var y = MathF.FusedMultiplyAdd(T.LoadOne(_x, index) - _mean[offset], _scale[offset], _shift[offset]);
        T.StoreOne(_y, index, y < _floor ? 0 : y);
    }
}

/// <summary>Writes the gradient of the elements.</summary>
internal readonly unsafe struct NormalizeBackward<T>(NormalizedMaps maps) : NormalizedMaps.IElementwise where T : unmanaged, IElements
{
    private readonly ReluGradient<T> _gradient = new(maps);
    private readonly void* _dx = maps.Result;
    private readonly float* _scale = maps.Scale, _slope = maps.Slope, _offset = maps.Offset;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Run(long index, int offset)
    {
        var (x, dy) = _gradient.Load(index, offset);
        var rest = Vector512.FusedMultiplyAdd(x, Vector512.Load(_slope + offset), Vector512.Load(_offset + offset));
        T.Store(_dx, index, Vector512.FusedMultiplyAdd(dy, Vector512.Load(_scale + offset), rest));
    }

    public void RunOne(long index, int offset)
    {
        var (x, dy) = _gradient.LoadOne(index, offset);
        T.StoreOne(_dx, index, MathF.FusedMultiplyAdd(dy, _scale[offset], MathF.FusedMultiplyAdd(x, _slope[offset], _offset[offset])));
    }
}

/// <summary>Loads x - mean and the gradient before ReLU.</summary>
internal readonly unsafe struct ReluGradient<T>(NormalizedMaps maps) where T : unmanaged, IElements
{
    private readonly void* _x = maps.X, _dy = maps.Dy;
    private readonly float* _mean = maps.Mean, _scale = maps.Scale, _shift = maps.Shift;
    private readonly float _floor = maps.Floor;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<float> X, Vector512<float> Dy) Load(long index, int offset)
    {
        var x = T.Load(_x, index) - Vector512.Load(_mean + offset);
        var y = Vector512.FusedMultiplyAdd(x, Vector512.Load(_scale + offset), Vector512.Load(_shift + offset));
        return (x, Vector512.AndNot(T.Load(_dy, index), Vector512.LessThanOrEqual(y, Vector512.Create(_floor))));
    }

    public (float X, float Dy) LoadOne(long index, int offset)
    {
        var x = T.LoadOne(_x, index) - _mean[offset];
        return (x, MathF.FusedMultiplyAdd(x, _scale[offset], _shift[offset]) <= _floor ? 0 : T.LoadOne(_dy, index));
    }
}
