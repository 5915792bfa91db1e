using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace FerTrain.Torch.Loops;

/// <summary>
/// Treats maps as a row of elements, of which every <see cref="Period"/>-th has the same channel, and holds a table of the
/// channels' statistics, repeated over a period. Blocks have a fixed size, so that no bit of a sum depends on the number of
/// threads.
/// </summary>
internal readonly unsafe struct NormalizedMaps
{
    private const int Vectors = 4; // independent sums, so that one need not wait for the previous one
    private const int BlockSize = 1 << 14; // float32 sums stay accurate enough over so many elements
    private const int Rows = 6;

    private readonly float* _table;
    private readonly long _block;

    public NormalizedMaps(Tensor maps, Tensor table, bool relu)
    {
        (Count, Channels, Period) = (maps.numel(), (int)maps.shape[1], PeriodOf(maps));
        X = StableAbi.Data(maps);
        _table = StableAbi.Floats(table);
        _block = Math.Max(BlockSize / Period, 1) * (long)Period;
        Floor = relu ? 0 : float.NegativeInfinity;
    }

    public long Count { get; }

    public int Channels { get; }

    public int Period { get; }

    public void* X { get; }

    public void* Dy { get; init; }

    public void* Result { get; init; }

    /// <summary>The largest value that ReLU replaces by zero; minus infinity without ReLU.</summary>
    public float Floor { get; }

    public float* Mean => _table;

    public float* Scale => _table + Period;

    public float* Shift => _table + 2 * Period;

    /// <summary>Holds one over the standard deviation.</summary>
    public float* Inverse => _table + 3 * Period;

    /// <summary>Holds the factor of x - mean in the gradient.</summary>
    public float* Slope => _table + 4 * Period;

    /// <summary>Holds the constant term of the gradient.</summary>
    public float* Offset => _table + 5 * Period;

    private long Blocks => (Count + _block - 1) / _block;

    public static long TableSize(Tensor maps) => Rows * PeriodOf(maps);

    /// <summary>Repeats the table's values of each channel over the period.</summary>
    public void RepeatTable()
    {
        for (var row = 0; row < Rows; row++)
            for (var i = Channels; i < Period; i++)
                _table[row * Period + i] = _table[row * Period + i - Channels];
    }

    /// <summary>Returns two sums for each channel: those of the first terms, then those of the second.</summary>
    public double[] Sum<TSummand>(TSummand summand) where TSummand : unmanaged, ISummand
    {
        using var parts = empty(Blocks * 2 * Period);
        var part = StableAbi.Floats(parts);
        ParallelLoop.Run(Blocks, new SumBlocks<TSummand>(this, summand, part));
        var sums = new double[2 * Channels];
        for (var block = 0L; block < Blocks; block++)
            for (var i = 0; i < 2 * Period; i++)
                sums[(i < Period ? 0 : Channels) + i % Period % Channels] += part[block * 2 * Period + i];
        return sums;
    }

    public void Each<TElementwise>(TElementwise step) where TElementwise : unmanaged, IElementwise => ParallelLoop.Run(Blocks, new ElementwiseBlocks<TElementwise>(this, step));

    private static int PeriodOf(Tensor maps) => Maps.Period(maps.shape[1], Vectors);

    /// <summary>Adds two terms of each element to their sums.</summary>
    internal interface ISummand
    {
        void Add(long index, int offset, ref Vector512<float> first, ref Vector512<float> second);

        void AddOne(long index, int offset, ref float first, ref float second);
    }

    /// <summary>Transforms each element.</summary>
    internal interface IElementwise
    {
        void Run(long index, int offset);

        void RunOne(long index, int offset);
    }

    private readonly struct SumBlocks<TSummand>(NormalizedMaps maps, TSummand summand, float* parts) : IRangeWork where TSummand : unmanaged, ISummand
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            for (var block = begin; block < end; block++)
                RunBlock(block * maps._block, Math.Min((block + 1) * maps._block, maps.Count), parts + block * 2 * maps.Period);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private void RunBlock(long begin, long end, float* sums)
        {
            var (own, period) = (summand, maps.Period);
            var tail = end - (end - begin) % period;
            for (var offset = 0; offset < period; offset += Vectors * Maps.Lanes)
            {
                Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
                for (var i = begin + offset; i < tail; i += period)
                {
                    own.Add(i, offset, ref a0, ref b0);
                    own.Add(i + Maps.Lanes, offset + Maps.Lanes, ref a1, ref b1);
                    own.Add(i + 2 * Maps.Lanes, offset + 2 * Maps.Lanes, ref a2, ref b2);
                    own.Add(i + 3 * Maps.Lanes, offset + 3 * Maps.Lanes, ref a3, ref b3);
                }

                float* first = sums + offset, second = sums + period + offset;
                a0.Store(first);
                a1.Store(first + Maps.Lanes);
                a2.Store(first + 2 * Maps.Lanes);
                a3.Store(first + 3 * Maps.Lanes);
                b0.Store(second);
                b1.Store(second + Maps.Lanes);
                b2.Store(second + 2 * Maps.Lanes);
                b3.Store(second + 3 * Maps.Lanes);
            }

            for (var i = tail; i < end; i++)
                own.AddOne(i, (int)(i - tail), ref sums[i - tail], ref sums[period + i - tail]);
        }
    }

    private readonly struct ElementwiseBlocks<TElementwise>(NormalizedMaps maps, TElementwise step) : IRangeWork where TElementwise : unmanaged, IElementwise
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            var (own, period) = (step, maps.Period);
            var (from, to) = (begin * maps._block, Math.Min(end * maps._block, maps.Count));
            var tail = to - (to - from) % period;
            for (var row = from; row < tail; row += period)
                for (var offset = 0; offset < period; offset += Maps.Lanes)
                    own.Run(row + offset, offset);
            for (var i = tail; i < to; i++)
                own.RunOne(i, (int)(i - tail));
        }
    }
}
