using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FerTrain.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace FerTrain.Torch.Loops;

/// <summary>
/// Computes dropout. libtorch samples the mask on one thread and keeps it for the backward pass; here a seed replaces the
/// whole mask, sampled from the same generator, whose state a checkpoint holds.
/// </summary>
internal sealed unsafe class DropoutLoop : SingleTensorFunction<DropoutLoop>
{
    private const int BlockSize = 1 << 14; // elements with one seed, so that the mask does not depend on the number of threads
    private const string Saved = "mask";

    public override string Name => nameof(DropoutLoop);

    /// <summary>Whether the loop computes these tensors: contiguous or channels_last, float32 or bfloat16, on the CPU.</summary>
    public static bool Fits(Tensor values, double rate) =>
        rate is > 0 and < 1 && (Maps.Fit(values) || (Maps.AreNumbers(values) && values.numel() > 0 && values.is_contiguous()));

    /// <param name="values">A tensor that <see cref="Fits"/>.</param>
    /// <param name="rate">The fraction that becomes zero, between 0 and 1; the rest is multiplied by 1 / (1 - rate).</param>
    public static Tensor Apply(Tensor values, double rate)
    {
        using var seed = randint(0, long.MaxValue, 1L);
        return apply(values, new Mask((ulong)seed.item<long>(), rate, values.stride()));
    }

    public override Tensor forward(AutogradContext context, params object[] inputs)
    {
        var mask = (Mask)inputs[1];
        context.save_data(Saved, mask);
        return Drop((Tensor)inputs[0], mask);
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient)
    {
        var mask = (Mask)context.get_data(Saved);
        if (gradient.stride().AsSpan().SequenceEqual(mask.Strides)) return [Drop(gradient, mask), null!];
        // The mask follows memory, so the gradient needs the strides of the values.
        using var copy = empty_strided(gradient.shape, mask.Strides, gradient.dtype).copy_(gradient);
        return [Drop(copy, mask), null!];
    }

    private static Tensor Drop(Tensor values, Mask mask)
    {
        var result = empty_strided(values.shape, mask.Strides, values.dtype);
        void* from = StableAbi.Data(values), to = StableAbi.Data(result);
        var count = values.numel();
        var blocks = (count + BlockSize - 1) / BlockSize;
        var (limit, scale) = ((uint)Math.Min((1 - mask.Rate) * 4294967296.0, uint.MaxValue), (float)(1 / (1 - mask.Rate)));
        if (values.dtype == ScalarType.Float32) ParallelLoop.Run(blocks, new DropBlocks<Float32>(from, to, count, mask.Seed, limit, scale));
        else ParallelLoop.Run(blocks, new DropBlocks<BFloat16>(from, to, count, mask.Seed, limit, scale));
        return result;
    }

    private sealed record Mask(ulong Seed, double Rate, long[] Strides);

    /// <param name="limit">An element with a random word below it is kept.</param>
    private readonly struct DropBlocks<T>(void* values, void* result, long count, ulong seed, uint limit, float scale) : IRangeWork where T : unmanaged, IElements
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            for (var block = begin; block < end; block++)
                RunBlock(block * BlockSize, Math.Min((block + 1) * BlockSize, count), new Generators(seed + (ulong)block));
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void RunBlock(long begin, long end, Generators random)
        {
            var (bound, kept) = (Vector512.Create(limit), Vector512.Create(scale));
            for (var i = begin; i < end; i += Maps.Lanes)
            {
                var factors = Vector512.LessThan(random.Next(), bound).AsSingle() & kept;
                if (i + Maps.Lanes <= end) T.Store(result, i, T.Load(values, i) * factors);
                else
                    for (var j = i; j < end; j++)
                        T.StoreOne(result, j, T.LoadOne(values, j) * factors[(int)(j - i)]);
            }
        }
    }

    /// <summary>Runs sixteen generators side by side: xoshiro128++ (Blackman and Vigna, 2021), seeded by splitmix64 as they recommend.</summary>
    private struct Generators
    {
        private Vector512<uint> _a, _b, _c, _d;

        public Generators(ulong seed)
        {
            for (var lane = 0; lane < Maps.Lanes; lane++)
            {
                var low = RandomStream.Mix(seed);
                var high = RandomStream.Mix(low);
                seed = high;
                _a = _a.WithElement(lane, (uint)low);
                _b = _b.WithElement(lane, (uint)(low >> 32));
                _c = _c.WithElement(lane, (uint)high);
                _d = _d.WithElement(lane, (uint)(high >> 32));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<uint> Next()
        {
            var sum = _a + _d;
            var result = ((sum << 7) | (sum >> 25)) + _a;
            var shifted = _b << 9;
            _c ^= _a;
            _d ^= _b;
            _b ^= _c;
            _a ^= _d;
            _c ^= shifted;
            _d = (_d << 11) | (_d >> 21);
            return result;
        }
    }
}
