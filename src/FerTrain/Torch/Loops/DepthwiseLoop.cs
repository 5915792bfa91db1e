using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace FerTrain.Torch.Loops;

/// <summary>
/// Computes a depthwise 3x3 convolution with stride 1 and padding 1. oneDNN copies maps of few channels into blocks of
/// sixteen and back; this loop reads them as they are.
/// </summary>
internal sealed unsafe class DepthwiseLoop : SingleTensorFunction<DepthwiseLoop>
{
    private const int Taps = 9;

    public override string Name => nameof(DepthwiseLoop);

    /// <param name="maps">The feature maps, which <see cref="Maps.Fit"/>.</param>
    /// <param name="kernel">The kernel, C×1×3×3 of float32.</param>
    public static Tensor Apply(Tensor maps, Tensor kernel) => apply(maps, kernel);

    public override Tensor forward(AutogradContext context, params object[] inputs)
    {
        var (maps, kernel) = ((Tensor)inputs[0], (Tensor)inputs[1]);
        context.save_for_backward([maps, kernel]);
        return Convolve(maps, kernel, rotated: false);
    }

    public override List<Tensor> backward(AutogradContext context, Tensor gradient)
    {
        var saved = context.get_saved_variables();
        var (maps, kernel) = (saved[0], saved[1]);
        using var dy = Maps.Like(gradient, maps.dtype);
        return [maps.requires_grad ? Convolve(dy, kernel, rotated: true) : null!, kernel.requires_grad ? KernelGradient(maps, dy, kernel) : null!];
    }

    /// <param name="rotated">Whether to rotate the kernel by 180°, which gives the gradient of the maps.</param>
    private static Tensor Convolve(Tensor maps, Tensor kernel, bool rotated)
    {
        var result = empty_like(maps);
        var shape = new MapShape(maps);
        using var table = empty(Taps * shape.Period);
        float* taps = StableAbi.Floats(table), weights = StableAbi.Floats(kernel);
        for (var tap = 0; tap < Taps; tap++)
            for (var i = 0; i < shape.Period; i++)
                taps[tap * shape.Period + i] = weights[i % shape.Channels * Taps + (rotated ? Taps - 1 - tap : tap)];
        if (maps.dtype == ScalarType.Float32) ForEachRow<Float32, Convolution<Float32>>(maps, new(shape, taps, StableAbi.Data(result)));
        else ForEachRow<BFloat16, Convolution<BFloat16>>(maps, new(shape, taps, StableAbi.Data(result)));
        return result;
    }

    private static Tensor KernelGradient(Tensor maps, Tensor dy, Tensor kernel)
    {
        var shape = new MapShape(maps);
        var images = maps.shape[0];
        using var parts = zeros(images * Taps * shape.Period);
        var part = StableAbi.Floats(parts);
        if (maps.dtype == ScalarType.Float32) ForEachRow<Float32, Correlation<Float32>>(maps, new(shape, StableAbi.Data(dy), part));
        else ForEachRow<BFloat16, Correlation<BFloat16>>(maps, new(shape, StableAbi.Data(dy), part));

        // Summed image by image in order, so that the result does not depend on the number of threads.
        var size = Taps * shape.Period;
        for (var image = 1L; image < images; image++)
            for (var i = 0; i < size; i += Maps.Lanes)
                (Vector512.Load(part + i) + Vector512.Load(part + image * size + i)).Store(part + i);
        var result = empty_like(kernel);
        var sums = StableAbi.Floats(result);
        new Span<float>(sums, shape.Channels * Taps).Clear();
        for (var tap = 0; tap < Taps; tap++)
            for (var i = 0; i < shape.Period; i++)
                sums[i % shape.Channels * Taps + tap] += part[tap * shape.Period + i];
        return result;
    }

    private static void ForEachRow<T, TWork>(Tensor maps, TWork work) where T : unmanaged, IElements where TWork : unmanaged, IRowWork =>
        ParallelLoop.Run(maps.shape[0], new EachRow<T, TWork>(new MapShape(maps), StableAbi.Data(maps), work));

    private readonly struct MapShape(Tensor maps)
    {
        public readonly int Channels = (int)maps.shape[1], Height = (int)maps.shape[2], Width = (int)maps.shape[3];

        public readonly int Period = Maps.Period(maps.shape[1]);

        /// <summary>The number of elements in a row of pixels.</summary>
        public int Row => Width * Channels;

        public long Image => (long)Height * Row;
    }

    /// <summary>Buffers the current row and its two neighbours in float32, with a pixel of zeros at either end.</summary>
    private readonly struct RowWindow<T> : IDisposable where T : unmanaged, IElements
    {
        private readonly MapShape _shape;
        private readonly float* _rows;
        private readonly int _stride;

        public RowWindow(MapShape shape)
        {
            (_shape, _stride) = (shape, shape.Row + 2 * shape.Channels);
            _rows = (float*)NativeMemory.AllocZeroed((nuint)(3 * _stride), sizeof(float));
        }

        /// <summary>Starts an image, with zeros above its first row.</summary>
        public void Start(void* image)
        {
            new Span<float>(_rows, _stride).Clear();
            Read(image, 0);
        }

        /// <summary>Returns row y - 1 + offset, beginning with the pixel left of the map; row y + 1 must have been read.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float* At(int y, int offset) => _rows + (y + offset) % 3 * _stride;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Read(void* image, int y)
        {
            var to = _rows + (y + 1) % 3 * _stride + _shape.Channels;
            if (y >= _shape.Height)
            {
                new Span<float>(to, _shape.Row).Clear();
                return;
            }

            var from = (long)y * _shape.Row;
            var i = 0;
            for (; i + Maps.Lanes <= _shape.Row; i += Maps.Lanes)
                T.Load(image, from + i).Store(to + i);
            for (; i < _shape.Row; i++)
                to[i] = T.LoadOne(image, from + i);
        }

        public void Dispose() => NativeMemory.Free(_rows);
    }

    /// <summary>Processes a row of pixels and its neighbours, each of which begins with the pixel left of the map.</summary>
    private interface IRowWork
    {
        /// <param name="image">The number of the image.</param>
        /// <param name="row">The first element of the row in all maps.</param>
        void Run(long image, long row, float* above, float* own, float* below);
    }

    private readonly struct EachRow<T, TWork>(MapShape shape, void* maps, TWork work) : IRangeWork where T : unmanaged, IElements where TWork : unmanaged, IRowWork
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long begin, long end)
        {
            using var window = new RowWindow<T>(shape);
            for (var image = begin; image < end; image++)
            {
                var x = (byte*)maps + image * shape.Image * T.Size;
                window.Start(x);
                for (var y = 0; y < shape.Height; y++)
                {
                    window.Read(x, y + 1);
                    work.Run(image, image * shape.Image + (long)y * shape.Row, window.At(y, 0), window.At(y, 1), window.At(y, 2));
                }
            }
        }
    }

    private readonly struct Convolution<T>(MapShape shape, float* taps, void* result) : IRowWork where T : unmanaged, IElements
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long image, long row, float* above, float* own, float* below)
        {
            var to = (byte*)result + row * T.Size;
            var (period, channels, whole) = (shape.Period, shape.Channels, shape.Row - shape.Row % Maps.Lanes);
            for (var offset = 0; offset < period; offset += Maps.Lanes)
            {
                var t = taps + offset;
                var (t0, t1, t2) = (Vector512.Load(t), Vector512.Load(t + period), Vector512.Load(t + 2 * period));
                var (t3, t4, t5) = (Vector512.Load(t + 3 * period), Vector512.Load(t + 4 * period), Vector512.Load(t + 5 * period));
                var (t6, t7, t8) = (Vector512.Load(t + 6 * period), Vector512.Load(t + 7 * period), Vector512.Load(t + 8 * period));
                for (var i = offset; i < whole; i += period)
                {
                    var first = Vector512.Load(above + i) * t0;
                    var second = Vector512.Load(own + i) * t3;
                    var third = Vector512.Load(below + i) * t6;
                    first = Vector512.FusedMultiplyAdd(Vector512.Load(above + i + channels), t1, first);
                    second = Vector512.FusedMultiplyAdd(Vector512.Load(own + i + channels), t4, second);
                    third = Vector512.FusedMultiplyAdd(Vector512.Load(below + i + channels), t7, third);
                    first = Vector512.FusedMultiplyAdd(Vector512.Load(above + i + 2 * channels), t2, first);
                    second = Vector512.FusedMultiplyAdd(Vector512.Load(own + i + 2 * channels), t5, second);
                    third = Vector512.FusedMultiplyAdd(Vector512.Load(below + i + 2 * channels), t8, third);
                    T.Store(to, i, first + second + third);
                }
            }

            for (var i = whole; i < shape.Row; i++)
            {
                var t = taps + i % period;
                var sum = 0f;
                for (var x = 0; x < 3; x++)
                    sum += above[i + x * channels] * t[x * period] + own[i + x * channels] * t[(3 + x) * period] + below[i + x * channels] * t[(6 + x) * period];
                T.StoreOne(to, i, sum);
            }
        }
    }

    /// <summary>Adds to the gradient of the taps, 9 × period for each image.</summary>
    private readonly struct Correlation<T>(MapShape shape, void* gradient, float* parts) : IRowWork where T : unmanaged, IElements
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run(long image, long row, float* above, float* own, float* below)
        {
            var dy = (byte*)gradient + row * T.Size;
            var taps = parts + image * Taps * shape.Period;
            var (period, channels, whole) = (shape.Period, shape.Channels, shape.Row - shape.Row % Maps.Lanes);
            for (var offset = 0; offset < period; offset += Maps.Lanes)
            {
                var t = taps + offset;
                var (t0, t1, t2) = (Vector512.Load(t), Vector512.Load(t + period), Vector512.Load(t + 2 * period));
                var (t3, t4, t5) = (Vector512.Load(t + 3 * period), Vector512.Load(t + 4 * period), Vector512.Load(t + 5 * period));
                var (t6, t7, t8) = (Vector512.Load(t + 6 * period), Vector512.Load(t + 7 * period), Vector512.Load(t + 8 * period));
                for (var i = offset; i < whole; i += period)
                {
                    var g = T.Load(dy, i);
                    t0 = Vector512.FusedMultiplyAdd(Vector512.Load(above + i), g, t0);
                    t1 = Vector512.FusedMultiplyAdd(Vector512.Load(above + i + channels), g, t1);
                    t2 = Vector512.FusedMultiplyAdd(Vector512.Load(above + i + 2 * channels), g, t2);
                    t3 = Vector512.FusedMultiplyAdd(Vector512.Load(own + i), g, t3);
                    t4 = Vector512.FusedMultiplyAdd(Vector512.Load(own + i + channels), g, t4);
                    t5 = Vector512.FusedMultiplyAdd(Vector512.Load(own + i + 2 * channels), g, t5);
                    t6 = Vector512.FusedMultiplyAdd(Vector512.Load(below + i), g, t6);
                    t7 = Vector512.FusedMultiplyAdd(Vector512.Load(below + i + channels), g, t7);
                    t8 = Vector512.FusedMultiplyAdd(Vector512.Load(below + i + 2 * channels), g, t8);
                }

                t0.Store(t);
                t1.Store(t + period);
                t2.Store(t + 2 * period);
                t3.Store(t + 3 * period);
                t4.Store(t + 4 * period);
                t5.Store(t + 5 * period);
                t6.Store(t + 6 * period);
                t7.Store(t + 7 * period);
                t8.Store(t + 8 * period);
            }

            for (var i = whole; i < shape.Row; i++)
            {
                var t = taps + i % period;
                var g = T.LoadOne(dy, i);
                for (var x = 0; x < 3; x++)
                {
                    t[x * period] += above[i + x * channels] * g;
                    t[(3 + x) * period] += own[i + x * channels] * g;
                    t[(6 + x) * period] += below[i + x * channels] * g;
                }
            }
        }
    }
}
