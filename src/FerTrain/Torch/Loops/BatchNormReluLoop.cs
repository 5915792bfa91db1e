using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace FerTrain.Torch.Loops;

/// <summary>
/// BatchNorm of a training step, and the ReLU after it where there is one, in two passes over the maps each way. libtorch
/// reads and writes them more often; here ReLU's mask is computed anew from what is read anyway.
/// </summary>
internal sealed unsafe class BatchNormReluLoop : SingleTensorFunction<BatchNormReluLoop>
{
    private const string Relu = "relu";

    public override string Name => nameof(BatchNormReluLoop);

    /// <param name="maps">Which <see cref="Maps.Fit"/>.</param>
    /// <param name="norm">Its weights and statistics, of float32; the statistics follow the maps.</param>
    /// <param name="relu">Whether negative results become zero.</param>
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
        // Moments around a value of each channel: around 0 the variance of a narrow channel far from it would be noise.
        for (var i = 0; i < maps.Period; i++)
            maps.Mean[i] = T.LoadOne(maps.X, i % maps.Channels);
        var sums = maps.Sum(new Moments<T>(maps));
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

        _ = norm.num_batches_tracked!.add_(1);
        maps.RepeatTable();
        maps.Each(new Normalize<T>(maps));
    }

    private static void Backward<T>(NormalizedMaps maps, float* dweight, float* dbias) where T : unmanaged, IElements
    {
        var sums = maps.Sum(new Gradients<T>(maps));
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
